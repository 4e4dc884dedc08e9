import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { CleanUser, pack } from "./packed.test-helper.js";

const ON_ANY_PORT = ["--listen-client-urls=http://127.0.0.1:0", "--listen-peer-urls=http://127.0.0.1:0"];

const packed = await pack();
const user = new CleanUser();
after(() => {
  user.leave();
  rmSync(packed.folder, { recursive: true });
});

/** Starts a server, tells it something with kvctl, and stops it. */
async function useBoth(server: readonly string[], kvctl: readonly string[]): Promise<void> {
  const [program = "", ...args] = server;
  const running = user.start(program, ...args, ...ON_ANY_PORT);
  try {
    const [tool, ...before] = [...kvctl, "--endpoints", await running.url()];
    assert.equal(await user.run(tool, ...before, "put", "greeting", "hello"), "OK\n");
    assert.equal(await user.run(tool, ...before, "get", "greeting"), "greeting\nhello\n");
  } finally {
    await running.interrupt();
  }
}

void describe("the package keyval, without a registry", () => {
  const prefix = join(user.home, "prefix");

  it("is installed for all of a machine, works, and is removed without a trace", async () => {
    await user.run("npm", "install", "--global", packed.tarball("keyval"));
    assert.deepEqual(readdirSync(join(prefix, "bin")).sort(), ["keyval", "kvctl"]);
    const { version } = JSON.parse(readFileSync(join(prefix, "lib/node_modules/keyval/package.json"), "utf8")) as {
      version: string;
    };
    assert.match(await user.run("keyval", "--version"), new RegExp(`^KeyVal Version: ${version}$`, "mu"));
    await useBoth(["keyval"], ["kvctl"]);
    await user.run("npm", "uninstall", "--global", "keyval");
    assert.deepEqual(readdirSync(join(prefix, "bin")), []);
    assert.ok(!existsSync(join(prefix, "lib/node_modules/keyval")));
  });

  it("runs from the tarball", async () => {
    const npx = ["npx", "--yes", `--package=${packed.tarball("keyval")}`];
    await useBoth([...npx, "keyval", "--data-dir=by-npx"], [...npx, "kvctl"]);
  });

  it("asks for nothing else, and runs no script when it is installed", () => {
    for (const name of ["keyval", "client"]) {
      const manifest = JSON.parse(readFileSync(join(packed.folder, name, "package.json"), "utf8")) as object;
      const asks = Object.keys(manifest).filter((key) => /dependencies|scripts|gypfile/iu.test(key));
      assert.deepEqual(asks, [], name);
    }
  });
});

void describe("the server in one file", () => {
  it("works wherever it is moved", async () => {
    const script = join(user.home, "moved.mjs");
    await user.run("mv", packed.server, script);
    await user.run("npm", "install", "--prefix", "tool", packed.tarball("keyval"));
    await useBoth([script, "--data-dir=of-one-file"], ["tool/node_modules/.bin/kvctl"]);
  });
});
