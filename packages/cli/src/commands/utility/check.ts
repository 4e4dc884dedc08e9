import type { Client } from "@keyval/client";
import { bytesOf } from "../../arguments.js";
import type { Call } from "../../frame/command.js";
import { ExitCode } from "../../frame/exit-code.js";
import { Failure } from "../../frame/failure.js";
import { type FlagValues, text, toggle } from "../../frame/flag.js";
import { prefixEnd } from "../../ranges.js";

/** Cleaning up and compacting may take longer than other commands. */
const PATIENCE_MS = 30_000;
const CLIENTS_PER_CONNECTION = 10;

const SIZES = { s: "s", small: "s", m: "m", medium: "m", l: "l", large: "l", xl: "xl", xLarge: "xl" } as const;

/** What both checks ask for. */
export function checkFlags(prefix: string) {
  return {
    load: text("s", "The workload: s(small), m(medium), l(large), xl(xLarge)", { choices: Object.keys(SIZES) }),
    prefix: text(prefix, "The prefix of the keys that are written."),
    "auto-compact": toggle("Compact storage with last revision after test is finished."),
    "auto-defrag": toggle("Defragment storage after test is finished."),
  };
}

type CheckFlags = FlagValues<ReturnType<typeof checkFlags>>;

export function sizeOf(load: string): "s" | "m" | "l" | "xl" {
  const size = Object.entries(SIZES).find(([name]) => name === load)?.[1];
  if (size === undefined) throw new Failure(`unknown load option ${load}`, ExitCode.badFeature);
  return size;
}

export function connectionsFor(clients: number): number {
  return Math.ceil(clients / CLIENTS_PER_CONNECTION);
}

/** What is below the prefix would be deleted at the end. */
export async function refuseKeys(client: Client, prefix: string): Promise<void> {
  const { kvs } = await client.rpc.kv.range({ ...below(prefix), limit: 1 });
  if (kvs.length === 0) return;
  const named = JSON.stringify(prefix);
  throw new Failure(
    `prefix ${named} has keys. Delete with 'etcdctl del --prefix ${prefix}' first`,
    ExitCode.invalidInput,
  );
}

export async function cleanUp(
  client: Client,
  call: Pick<Call, "terminal" | "globals"> & { readonly flags: CheckFlags },
): Promise<void> {
  const { flags } = call;
  const options = { timeoutMs: PATIENCE_MS };
  const { header } = await client.rpc.kv.deleteRange(below(flags.prefix), options);
  if (flags["auto-compact"]) {
    const revision = header?.revision ?? 0;
    tellStep(`Compacting with revision ${revision}`, call);
    await client.rpc.kv.compact({ revision, physical: true }, options);
    tellStep(`Compacted with revision ${revision}`, call);
  }
  if (!flags["auto-defrag"]) return;
  for (const endpoint of client.endpoints) {
    tellStep(`Defragmenting "${endpoint}"`, call);
    await client.rpc.maintenance.defragment({}, { ...options, endpoint });
    tellStep(`Defragmented "${endpoint}"`, call);
  }
}

/** What a check does next; for people, as the result is all that a program asks for. */
export function tellStep(what: string, { terminal, globals: { output } }: Pick<Call, "terminal" | "globals">): void {
  if (output !== "json") terminal.out(`${what}\n`);
}

/** Requests that failed, in words. */
export function failures(errors: ReadonlyMap<string, number>): string {
  const lines = [...errors].map(([error, count]) => `FAIL: ERROR(${error}) -> ${count}\n`);
  return lines.length === 0 ? "" : `FAIL: too many errors\n${lines.join("")}`;
}

function below(prefix: string): { readonly key: Uint8Array; readonly rangeEnd: Uint8Array } {
  const key = bytesOf(prefix);
  return { key, rangeEnd: prefixEnd(key) };
}
