import { randomInt } from "node:crypto";
import { SortOrder } from "@keyval/api";
import { bytesOf } from "../../../arguments.js";
import type { FlagValues } from "../../../frame/flag.js";
import type { ClientPool } from "../../../load/client-pool.js";
import type { benchFlags } from "./bench.js";

export type BenchFlags = FlagValues<typeof benchFlags>;

/** Makes the request of a number. */
export type Workload = (number: number) => Promise<unknown>;

type MakeWorkload = (pool: ClientPool, flags: BenchFlags) => Workload;

/** What can be measured, by its name. */
export const workloads: Readonly<Record<string, MakeWorkload>> = {
  put: puts,
  get: gets,
  mix: (pool, flags) => {
    const [put, get] = [puts(pool, flags), gets(pool, flags)];
    return (number) => (randomInt(100) < flags.reads ? get(number) : put(number));
  },
  range: (pool, flags) => (number) => {
    const key = keyOf(flags, randomInt(keysOf(flags)));
    const request = { key, rangeEnd: keyOf(flags, keysOf(flags)), limit: flags.limit, sortOrder: SortOrder.NONE };
    return pool.at(number).rpc.kv.range({ ...request, serializable: flags.serializable });
  },
};

function puts(pool: ClientPool, flags: BenchFlags): Workload {
  const value = bytesOf("v".repeat(flags["val-size"]));
  return (number) => pool.at(number).rpc.kv.put({ key: keyOf(flags, randomInt(keysOf(flags))), value });
}

function gets(pool: ClientPool, flags: BenchFlags): Workload {
  const { serializable } = flags;
  return (number) => pool.at(number).rpc.kv.range({ key: keyOf(flags, randomInt(keysOf(flags))), serializable });
}

/** All keys are as long, so that they come in the order of their numbers. */
function keyOf(flags: BenchFlags, number: number): Uint8Array {
  return bytesOf(`${flags.prefix}${number.toString().padStart(flags["key-size"], "0")}`);
}

function keysOf(flags: BenchFlags): number {
  return Math.max(1, flags.keys);
}
