import assert from "node:assert/strict";
import type { Client } from "../client.js";
import { KeyValError } from "../errors/index.js";
import { prefix } from "../index.js";

/** Puts that were answered after the trouble before a run ends. */
const PUTS_AFTER = 20;

/**
 * Puts key after key and watches them, hurts the servers meanwhile, and looks whether a put was lost, done twice or told
 * twice. A client that tries again what may have been done makes a second version; no key here has one.
 */
export async function putAndWatch(client: Client, name: string, hurt: () => Promise<void> | void): Promise<void> {
  const kv = client.kv.namespace(`${name}/`);
  const watch = await kv.watch(prefix(""));
  const seen: { readonly key: string; readonly revision: number }[] = [];
  const watching = (async () => {
    for await (const { key, revision } of watch) {
      if (key === "end") break;
      seen.push({ key, revision });
    }
  })();
  const { done, failed } = await putThrough(client, name, hurt);
  await kv.put("end", "", { timeoutMs: Infinity });
  await watching;

  const keys = seen.map(({ key }) => key);
  const revisions = seen.map(({ revision }) => revision);
  assert.deepEqual(
    revisions,
    revisions.toSorted((a, b) => a - b),
    "events come in order",
  );
  assert.equal(new Set(keys).size, keys.length, "no event comes twice, and no put was done twice");
  assert.deepEqual(
    done.filter((key) => !keys.includes(key)),
    [],
    "each put that was answered is seen",
  );
  for (const [key, error] of failed) {
    if (error.outcome === "notApplied") assert.ok(!keys.includes(key), `${key} is there after: ${String(error)}`);
  }
}

async function putThrough(client: Client, name: string, hurt: () => Promise<void> | void) {
  const kv = client.kv.namespace(`${name}/`);
  const done: string[] = [];
  const failed = new Map<string, KeyValError>();
  let after = 0;
  const trouble = { isOver: false };
  let hurting: Promise<void> | undefined;
  for (let i = 0; after < PUTS_AFTER; i++) {
    const key = String(i);
    try {
      await kv.put(key, "");
      done.push(key);
      if (trouble.isOver) after += 1;
    } catch (error) {
      assert.ok(error instanceof KeyValError, String(error));
      failed.set(key, error);
    }
    if (i === 5) hurting = Promise.resolve(hurt()).then(() => void (trouble.isOver = true));
  }
  await hurting;
  return { done, failed };
}
