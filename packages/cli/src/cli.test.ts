import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runCli } from "./cli.js";
import { groups } from "./commands/groups.js";
import { globalFlags } from "./frame/global-flags.js";
import { parseFlags } from "./frame/parse-flags.js";
import { testTerminal } from "./terminal.test-helper.js";

async function run(line: string): Promise<{ status: number; out: string; error: string }> {
  const terminal = testTerminal();
  const status = await runCli(line === "" ? [] : line.split(" "), terminal);
  return { status, out: terminal.written(), error: terminal.complained() };
}

const leaves = groups.flatMap(({ commands }) =>
  commands.flatMap((place) =>
    "load" in place
      ? [{ path: place.name, leaf: place, above: {} }]
      : place.commands.map((leaf) => ({ path: `${place.name} ${leaf.name}`, leaf, above: place.flags ?? {} })),
  ),
);

void describe("kvctl", () => {
  void it("shows all commands when it is asked for none", async () => {
    const { status, out } = await run("");
    assert.equal(status, 0);
    for (const { title } of groups) assert.match(out, new RegExp(`^${title}:$`, "mu"));
  });

  for (const { name, commands } of groups.flatMap((group) => group.commands.filter((place) => "commands" in place))) {
    void it(`shows an example of each command of ${name}`, async () => {
      const { status, out } = await run(`${name} --help`);
      assert.equal(status, 0);
      for (const each of commands) {
        assert.match(out, new RegExp(`^  kvctl ${name} (?:.*)?${each.name}`, "mu"));
        assert.match(out, new RegExp(`^  ${each.name} `, "mu"));
      }
    });
  }

  void it("refuses what is no command, and guesses", async () => {
    assert.deepEqual(await run("verison"), {
      status: 1,
      out: "",
      error: `Error: unknown command "verison" for "kvctl"\nDid you mean version? Run 'kvctl --help' for usage.\n`,
    });
  });

  void it("refuses a flag that does not exist, and says where they are listed", async () => {
    const { status, error } = await run("version --wirte-out=json");
    const advice = "Did you mean --write-out? Run 'kvctl version --help' for usage.";
    assert.deepEqual([status, error], [1, `Error: unknown flag: --wirte-out\n${advice}\n`]);
  });

  const incomplete = [
    ["put", /^Error: put command needs [^\n]+\nRun 'kvctl put --help' for usage\.\n$/u],
    ["put a", /^Error: put command needs [^\n]+\nGive the value behind the key, or on standard input\./u],
    ["lease grant x", /^Error: bad TTL [^\n]+\nRun 'kvctl lease grant --help' for usage\.\n$/u],
    ["member remove", /^Error: member ID is not provided\nRun 'kvctl member remove --help' for usage\.\n$/u],
  ] as const;
  for (const [line, expected] of incomplete) {
    void it(`says of "${line}" what is missing, and what to do`, async () => {
      const { status, out, error } = await run(line);
      assert.deepEqual([status, out], [128, ""]);
      assert.match(error, expected);
    });
  }

  for (const [line, expected] of [
    ["put a", /^Type the value, and end it with Ctrl-D/u],
    ["txn", /^Type conditions, .*'kvctl txn -i' asks/su],
  ] as const) {
    void it(`tells whoever sits at a terminal what "${line}" waits for, and nobody else`, async () => {
      const [person, program] = [testTerminal({ isInteractive: true }), testTerminal()];
      for (const terminal of [person, program]) assert.notEqual(await runCli(line.split(" "), terminal), 0);
      assert.match(person.complained(), expected);
      assert.doesNotMatch(program.complained(), expected);
    });
  }

  void it("understands help as a command", async () => {
    assert.deepEqual(await run("help version"), await run("version --help"));
  });

  for (const { path, leaf, above } of leaves) {
    void it(`${path} explains itself with examples that can be written so`, async () => {
      const { examples, flags } = await leaf.load();
      const { status, out } = await run(`${path} --help`);
      assert.equal(status, 0);
      assert.notEqual(examples.length, 0);
      for (const { line } of examples) {
        assert.ok(out.includes(`  kvctl ${line}\n`), line);
        const isItsOwn = ` ${line} `.includes(` ${path} `);
        assert.ok(isItsOwn, `"${line}" is no example of ${path}`);
        parseFlags({ ...globalFlags, ...above, ...flags }, line.split(" "));
      }
    });
  }
});
