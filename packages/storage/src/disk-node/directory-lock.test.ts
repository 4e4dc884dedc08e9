import assert from "node:assert/strict";
import fs, { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { DirectoryInUse, lockDirectory, type DirectoryLock } from "../disk-node.js";
import { killHolders, race, startHolder } from "./lock-processes.test-helper.js";

const base = mkdtempSync(join(tmpdir(), "keyval-lock-"));
let directories = 0;
after(() => {
  killHolders();
  rmSync(base, { recursive: true, force: true });
});

function freshDirectory(name = `d${directories++}`): string {
  const path = join(base, name);
  mkdirSync(path, { recursive: true });
  return path;
}

async function lock(directory: string): Promise<DirectoryLock> {
  return new Promise((resolve, reject) => {
    lockDirectory(directory, ({ error, value }) => (error === undefined ? resolve(value) : reject(error)));
  });
}

async function release(held: DirectoryLock): Promise<void> {
  return new Promise((resolve) => held.release(resolve));
}

describe("the lock of a directory", () => {
  it("is had by one, and by the next after that", async () => {
    const directory = freshDirectory();
    const first = await lock(directory);
    await assert.rejects(lock(directory), (error) => {
      assert.ok(error instanceof DirectoryInUse);
      assert.match(error.message, new RegExp(`${directory} is in use by process ${process.pid} on .*Stop it first`));
      return true;
    });
    await release(first);
    assert.deepEqual(readdirSync(directory), []);
    await release(await lock(directory));
  });

  it("works where the path is too long for a socket", async () => {
    const directory = freshDirectory(join("long".repeat(30), "path".repeat(30)));
    const first = await lock(directory);
    await assert.rejects(lock(directory), DirectoryInUse);
    await release(first);
  });

  it("is had by one of many that want it at once", async () => {
    const directory = freshDirectory();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, async () => lock(directory)));
    const winners = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    assert.equal(winners.length, 1);
    for (const outcome of outcomes)
      if (outcome.status === "rejected") assert.ok(outcome.reason instanceof DirectoryInUse);
    assert.equal(readdirSync(directory).length, 1);
    for (const winner of winners) await release(winner);
  });

  it("ends with its process, however that ends", async () => {
    const directory = freshDirectory();
    const holder = startHolder(directory);
    assert.equal(await holder.said, "has it");
    await assert.rejects(lock(directory), { message: new RegExp(`process ${holder.child.pid ?? 0} on`) });
    await holder.end("SIGKILL");
    assert.equal(readdirSync(directory).length, 1, "its socket is still there");
    const next = await lock(directory);
    assert.equal(readdirSync(directory).length, 1, "and was removed");
    await release(next);
  });

  it("says who has it to a claim whose name was taken away before it was shown", async (context) => {
    const directory = freshDirectory();
    const held = await lock(directory);
    const { rename } = fs;
    const taken = context.mock.method(fs, "rename", ((from, to, done) => {
      fs.unlink(from, () => {
        rename(from, to, done);
      });
    }) as typeof fs.rename);
    await assert.rejects(lock(directory), { message: new RegExp(`process ${process.pid} on`) });
    await release(held);
    await assert.rejects(
      lock(directory),
      { message: /in use by another process/ },
      "a claim without a name never wins",
    );
    assert.equal(taken.mock.callCount(), 2);
  });

  it("is held by a process that is stopped", async () => {
    const directory = freshDirectory();
    const holder = startHolder(directory);
    assert.equal(await holder.said, "has it");
    holder.child.kill("SIGSTOP");
    await assert.rejects(lock(directory), DirectoryInUse);
    await holder.end("SIGKILL");
  });

  it("removes what claims left that never listened", { timeout: 60_000 }, async () => {
    const directory = freshDirectory();
    const left = join(directory, "lock-new-0123456789abcdef");
    writeFileSync(left, "");
    writeFileSync(join(directory, "lock-of-somebody-else"), "");
    const held = await lock(directory);
    // The removal was asked for before; what comes behind it on an idle pool of threads is done later.
    while (fs.existsSync(left)) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(readdirSync(directory).length, 2);
    await release(held);
    assert.deepEqual(readdirSync(directory), ["lock-of-somebody-else"]);
  });

  it("is not had while a claim with a higher name may still win", { timeout: 60_000 }, async () => {
    const directory = freshDirectory();
    const heard: net.Socket[] = [];
    const other = net.createServer((socket) => heard.push(socket));
    await new Promise<void>((resolve) => other.listen(join(directory, "lock-ffffffffffffffff"), resolve));
    let outcome = "waits";
    const claim = lock(directory).then(
      async (held) => {
        outcome = "held";
        await release(held);
      },
      () => (outcome = "refused"),
    );
    while (heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(outcome, "waits");
    heard[0]?.end("process 1 on another host");
    await claim;
    assert.equal(outcome, "refused");
    other.close();
  });

  it("is had by one of several processes, those before which were killed", async () => {
    const directory = freshDirectory();
    for (let round = 0; round < 2; round++) {
      const { all, winners } = await race(directory, 4);
      assert.equal(winners.length, 1);
      await Promise.all(all.map(async (holder) => holder.end("SIGKILL")));
    }
  });

  it("is refused for what is no directory", async () => {
    await assert.rejects(lock(join(base, "missing")), { code: "ENOENT" });
  });
});
