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
