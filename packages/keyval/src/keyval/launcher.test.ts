import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const LAUNCHER = fileURLToPath(new URL("../../bin/keyval", import.meta.url));
const MAIN = fileURLToPath(new URL("main.js", import.meta.url));
const TRIGGERS = ["--incremental-marking-soft-trigger=", "--incremental-marking-hard-trigger="];
const SYSTEM = ["/usr/bin", "/bin"];

const folder = mkdtempSync(join(tmpdir(), "keyval launcher "));
after(() => {
  rmSync(folder, { recursive: true });
});

/** A folder with a program `node` of this version, which tells what it was started with. */
function pretendNode(version: string): string {
  const place = join(folder, version);
  mkdirSync(place, { recursive: true });
  const file = join(place, "node");
  const script = [
    "#!/bin/sh",
    `[ "$1" = --version ] && echo ${version} && exit`,
    `printf '%s\\n' "$$" "$NODE_OPTIONS" "$UV_THREADPOOL_SIZE" "$@"`,
  ];
  writeFileSync(file, script.join("\n"));
  chmodSync(file, 0o755);
  return place;
}

/** A program, started by a shell that says who it is, and becomes the program. */
function launch(program: string, path: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const args = ["-c", `echo $$; exec "$0" "$@"`, program, "--name", "a b"];
  const env = { ...environment, PATH: path.join(delimiter) };
  const { stdout, stderr, status } = spawnSync("/bin/sh", args, { env, encoding: "utf8" });
  const [asked, became, options, threads, main = "", ...given] = stdout.trimEnd().split("\n");
  return { asked, became, options, threads, main, given, stderr, status };
}

void describe("the launcher", () => {
  const path = [pretendNode("v22.0.0"), ...SYSTEM];

  it("becomes Node, with the server and what it was given", () => {
    const { asked, became, options, threads, main, given } = launch(LAUNCHER, path);
    assert.equal(became, asked);
    assert.match(options ?? "", /^--max-semi-space-size=\d+$/u);
    assert.match(threads ?? "", /^\d+$/u);
    assert.equal(resolve(main), MAIN);
    assert.deepEqual(given, ["--name", "a b"]);
  });

  it("tells Node when to mark its heap, where that is to be told", () => {
    for (const [version, isTold] of [
      ["v20.15.0", true],
      ["v21.7.3", true],
      ["v22.0.0", false],
      ["v24.1.0", false],
    ] as const) {
      const { main, given } = launch(LAUNCHER, [pretendNode(version), ...SYSTEM]);
      const words = [main, ...given];
      const flags = words.slice(
        0,
        words.findIndex((word) => resolve(word) === MAIN),
      );
      assert.deepEqual(
        flags.map((flag) => flag.replace(/\d+$/u, "")),
        isTold ? TRIGGERS : [],
        version,
      );
    }
  });

  it("finds the server through links, wherever they lead to", () => {
    const [absolute, relative] = [join(folder, "absolute"), join(folder, "relative")];
    symlinkSync(LAUNCHER, absolute);
    symlinkSync("absolute", relative);
    for (const link of [absolute, relative]) assert.equal(resolve(launch(link, path).main), MAIN);
  });

  it("leaves what the environment says as it is", () => {
    const { options, threads } = launch(LAUNCHER, path, {
      NODE_OPTIONS: "--max-semi-space-size=2",
      UV_THREADPOOL_SIZE: "5",
    });
    // The last one counts.
    assert.match(options ?? "", / --max-semi-space-size=2$/u);
    assert.equal(threads, "5");
  });

  it("leaves it to Node to refuse what the environment says", () => {
    const env = { ...process.env, NODE_OPTIONS: "--no-such-option" };
    const { stderr } = spawnSync(LAUNCHER, ["--version"], { env, encoding: "utf8" });
    assert.match(stderr, /--no-such-option is not allowed in NODE_OPTIONS/u);
  });

  it("says what it needs where there is no Node, or one that is too old", () => {
    const without = launch(LAUNCHER, [join(folder, "nothing")]);
    assert.match(without.stderr, /^keyval: it runs on Node 20\.15 or newer, and no program "node" was found: install/u);
    assert.equal(without.status, 1);
    for (const version of ["v8.17.0", "v18.20.4", "v20.14.1"]) {
      const { stderr, status } = launch(LAUNCHER, [pretendNode(version), ...SYSTEM]);
      assert.match(stderr, new RegExp(`newer, and the program "node" is ${version}: install`, "u"));
      assert.equal(status, 1);
    }
    for (const version of ["v20.15.0", "v21.0.0", "v100.1.2"]) {
      assert.equal(launch(LAUNCHER, [pretendNode(version), ...SYSTEM]).status, 0, version);
    }
  });

  it("passes on signals and the exit status", async () => {
    const { status, stderr } = spawnSync(LAUNCHER, ["--no-such-flag"], { encoding: "utf8" });
    assert.match(stderr, /--no-such-flag is no flag/u);
    assert.equal(status, 2);
    const flags = ["--listen-client-urls=http://127.0.0.1:0", "--listen-peer-urls=http://127.0.0.1:0"];
    const server = spawn(LAUNCHER, flags, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    const ended = once(server, "exit");
    const said: string[] = [];
    for await (const line of createInterface({ input: server.stderr })) {
      said.push(line);
      if (line.includes('"serving client traffic"')) server.kill("SIGTERM");
    }
    assert.deepEqual(await ended, [0, null], said.join("\n"));
  });
});
