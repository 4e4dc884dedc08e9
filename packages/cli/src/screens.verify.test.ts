import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Client } from "@keyval/client";
import { ALONE, withServers } from "../../server/dist/process/child-server.test-helper.js";
import { InTerminal, KVCTL, terminalIsMissing } from "./in-terminal.test-helper.js";

const CTRL_C = "\u0003";
const CTRL_U = "\u0015";
const CLEAR = "\u001b[H\u001b[J";

function inTerminal(args: readonly string[], work: (terminal: InTerminal) => Promise<void>): Promise<void> {
  return withProgram([...KVCTL, ...args], work);
}

async function withProgram(program: readonly string[], work: (terminal: InTerminal) => Promise<void>): Promise<void> {
  const terminal = new InTerminal(...program);
  try {
    await work(terminal);
  } finally {
    terminal.kill();
  }
}

/** With what differs from run to run replaced. */
function masked(screen: string): string {
  return screen
    .replaceAll(/[\d.]+ ms/gu, "# ms")
    .replaceAll(/[\d.]+ [kM]?B\b/gu, "# B")
    .replaceAll(/\d+ watchers?/gu, "# watchers")
    .replaceAll(/a sync of .*\n/gu, "")
    .replaceAll(/\nCALLS\/S [^\u001b]*/gu, "")
    .replaceAll(/Cluster \w+/gu, "Cluster #")
    .replaceAll(/term \d+/gu, "term #")
    .replaceAll(/[\d.]+ (revisions|log entries)/gu, "# $1")
    .replaceAll(/ {2,}/gu, "  ");
}

void describe("at a terminal", { skip: terminalIsMissing }, () => {
  it("a transaction is asked for part by part, a watch is told as it happens, and top draws one screen over another", async () => {
    await withServers(async (start) => {
      const { url } = await start(ALONE).serving();
      const endpoints = `--endpoints=${url}`;

      await inTerminal([endpoints, "txn", "-i"], async (terminal) => {
        await terminal.sees(/compares:\n/u);
        terminal.type('value("a") = "1"\n\n');
        await terminal.sees(/success requests .*\n/u);
        terminal.type("get a\n\n");
        await terminal.sees(/failure requests .*\n/u);
        terminal.type("put a 1\n\n");
        assert.equal(await terminal.status(), 0);
        assert.equal(
          terminal.screen,
          'compares:\nvalue("a") = "1"\n\nsuccess requests (get, put, del):\nget a\n\n' +
            "failure requests (get, put, del):\nput a 1\n\nFAILURE\n\nOK\n",
        );
      });

      await inTerminal([endpoints, "watch", "-i"], async (terminal) => {
        terminal.type("watch a --rev=2\n");
        await terminal.sees(/PUT\n/u);
        terminal.type("wach b\n");
        await terminal.sees(/supported\)\n/u);
        terminal.type(CTRL_C);
        await terminal.status();
        assert.equal(
          terminal.screen,
          "watch a --rev=2\nPUT\na\n1\nwach b\nInvalid command: wach b (watch and progress supported)\n^C",
        );
      });

      await inTerminal([endpoints, "top", "--samples=2", "--interval=50ms"], async (terminal) => {
        assert.equal(await terminal.status(), 0);
        const screen =
          "Cluster #: healthy, 1 member, default leads in term #, revision 2\n\n" +
          "MEMBER  ROLE  VERSION  BEHIND  SIZE  IN USE  QUOTA  MEMORY  ANSWERED IN\n" +
          "default  leader  3.7.1  0  # B  # B  0% of 2.1 GB  # B  # ms\n\n" +
          "# revisions and # log entries in a second\n# watchers\n";
        assert.equal(masked(terminal.screen), `${CLEAR}${screen}${CLEAR}${screen}`);
      });
    });
  });

  it("a cluster to play with says at its prompt what happens meanwhile, and ends by Ctrl-C with all its members", async () => {
    await inTerminal(["dev", "-n", "1", "--port=0"], async (terminal) => {
      await terminal.sees(/\rn1 serves clients\n> /u);
      terminal.type("status\n");
      await terminal.sees(/n1 .*\n> /u);
      terminal.type(CTRL_C);
      assert.equal(await terminal.status(), 0);
      const screen = terminal.screen.replaceAll(/:\d{4,5}/gu, ":#").replace(/kvctl-dev-\w+/u, "kvctl-dev-#");
      assert.match(screen, /^n1: clients on http:\/\/127\.0\.0\.1:#\nThe data and the logs are in .*kvctl-dev-#\. /u);
      assert.match(
        screen,
        /\nNAME +CLIENTS +PROCESS +ROLE +REVISION +CUT OFF FROM\nn1 +http:\/\/127\.0\.0\.1:# +serving +leader +1 +nobody\n> \^C$/u,
      );
    });
  });

  it("a member is cut off and healed at the prompt, and the table says how each sees the cluster", async () => {
    await inTerminal(["dev", "--port=0"], async (terminal) => {
      const shows = async (expected: RegExp): Promise<void> => {
        for (let seen = false; !seen;) {
          terminal.type("status\n");
          // The table's row: that a member serves clients is told at any time.
          await terminal.sees(/n3 +http.*\n> /u);
          seen = expected.test(terminal.latest);
        }
      };
      // All of them serve, so that nothing is told any more that was not asked for.
      await shows(/(?:^n\d .* serving +(?:leader|follower) .*\n){3}/mu);
      const [, leader = ""] = /^(n\d) .* leader /mu.exec(terminal.latest) ?? [];
      const others = ["n1", "n2", "n3"].filter((name) => name !== leader).join(", ");
      terminal.type(`cut ${leader}\n`);
      await terminal.sees(new RegExp(`^cut ${leader}\n${leader} is cut off from ${others}\n> `, "u"));
      await shows(new RegExp(`^${leader} .* serving +no leader +1 +${others}\n`, "mu"));
      await shows(new RegExp(`^n\\d .* serving +leader +1 +${leader}\n`, "mu"));
      terminal.type(`heal ${leader}\n`);
      await terminal.sees(new RegExp(`${leader} is joined with ${others}\n> `, "u"));
      await shows(/(?:^n\d .* serving +(?:leader|follower) +1 +nobody\n){3}/mu);
      terminal.type("quit\n");
      assert.equal(await terminal.status(), 0);
    });
  });

  it("bash completes commands, flags, their values, and keys as they have to be written", async () => {
    await withServers(async (start) => {
      const { url } = await start(ALONE).serving();
      using client = new Client({ endpoints: url });
      for (const key of ["user/ada", "it's a key", "a:b:c"]) await client.kv.put(key, "");

      await withProgram(["bash", "--norc", "--noprofile", "-i"], async (terminal) => {
        terminal.type(
          `PS1='$ '; kvctl() { ${KVCTL.join(" ")} "$@"; }; source <(kvctl completion bash); echo lo''aded\n`,
        );
        await terminal.sees(/loaded\n.*\$ $/u);
        const completed = async (line: string, whole: string): Promise<void> => {
          terminal.type(`${line}\t`);
          await terminal.sees(new RegExp(`^${whole.replaceAll(/[.\\]/gu, "\\$&")} $`, "u"));
          // Not by Ctrl-C: bash shows no prompt any more where that comes in the middle of what a completion ends with.
          terminal.type(`${CTRL_U}echo cle''ared\n`);
          await terminal.sees(/cleared\n.*\$ $/u);
        };
        await completed("kvctl lease gr", "kvctl lease grant");
        await completed("kvctl get --write-out=j", "kvctl get --write-out=json");
        const get = `kvctl --endpoints=${url} --command-timeout=60s get`;
        await completed(`${get} us`, `${get} user/ada`);
        await completed(`${get} it`, `${get} it\\'s\\ a\\ key`);
        await completed(`${get} "it`, `${get} "it's a key"`);
        await completed(`${get} a:b:`, `${get} a:b:c`);
      });
    });
  });
});
