import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
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

/** Uses what both packages declare, and expects types to be neither missing nor `any`. */
const TYPED = `
import { Client, isNotApplied, json, type Entry, type KeyValError } from "@keyval/client";
import { startServer } from "keyval";

interface User {
  readonly name: string;
}

export async function use(): Promise<Entry<User> | undefined> {
  await using server = await startServer();
  using client = new Client({ endpoints: server.url });
  const users = client.kv.namespace("users/").as(json<User>());
  const { succeeded } = await users.transaction().if(users.when("ada").isMissing()).do(users.ops.put("ada", { name: "Ada" })).commit();
  const truth: boolean = succeeded;
  // @ts-expect-error: no number is a user
  await users.put("alan", 7);
  // @ts-expect-error: nor is the truth a text
  const text: string = truth;
  return text === "" ? undefined : users.get("ada");
}

export const outcomeOf = (error: KeyValError): string => (isNotApplied(error) ? "nothing was done" : error.code);
`;

void describe("the packages in a program of TypeScript", () => {
  it("have all of their types, as strict as the compiler can be", async () => {
    const tarballs = [packed.tarball("keyval"), packed.tarball("client")];
    await user.run("npm", "install", "--prefix", "typed", ...tarballs);
    const folder = join(user.home, "typed");
    writeFileSync(join(folder, "program.ts"), TYPED);
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true },
      ...{ module: "nodenext", target: "es2023", lib: ["es2023", "esnext.disposable"] },
      // The declarations of the packages are looked at, too.
      skipLibCheck: false,
      typeRoots: [resolve("node_modules/@types")],
      types: ["node"],
    };
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));
    const compiler = resolve("node_modules/typescript/bin/tsc");
    // A compiler that finds something says so on its standard output, and fails.
    const said = await user.run(process.execPath, compiler, "-p", folder).catch((error: unknown) => error);
    assert.equal(said, "");
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
