import { CompareResult, CompareTarget, SortOrder, SortTarget } from "@keyval/api";
import { ClaimLost, WatchCompacted } from "../errors/index.js";
import { bytes } from "../kv/codec.js";
import { prefix } from "../kv/key-range.js";
import { KeySpace } from "../kv/key-space.js";
import type { Scope } from "../kv/scope.js";
import { Watcher } from "../watch/watcher.js";

/**
 * A place in a queue of keys below a prefix, ordered by when they came into being. etcd's own clients queue in the same
 * way, so that all of them wait for each other.
 */
export interface Place {
  readonly queue: Uint8Array;
  readonly key: Uint8Array;
  /** The revision at which the key came into being. */
  readonly token: number;
}

/** Resolves once nobody stands before it, with the revision at which that was so; rejects if the place is lost. */
export async function untilFirst(scope: Scope<never, unknown>, place: Place, signal: AbortSignal): Promise<number> {
  for (;;) {
    const { revision, before } = await look(scope, place, signal);
    if (before === undefined) return revision;
    await untilGone(scope, before, revision + 1, signal);
  }
}

/** Who stands right before it: only that one is waited for, so that a release wakes one who waits and not all. */
async function look({ rpc }: Scope<never, unknown>, { queue, key, token }: Place, signal: AbortSignal) {
  const before = {
    ...new KeySpace(queue).range(prefix("")),
    maxCreateRevision: token - 1,
    sortTarget: SortTarget.CREATE,
    sortOrder: SortOrder.DESCEND,
    limit: 1,
    keysOnly: true,
  };
  const { header, succeeded, responses } = await rpc.kv.txn(
    {
      compare: [{ key, target: CompareTarget.CREATE, result: CompareResult.EQUAL, createRevision: token }],
      success: [{ requestRange: before }],
    },
    { signal, repeatable: true },
  );
  if (!succeeded) throw new ClaimLost("the place in the queue is lost: its key was deleted, or its lease ran out");
  return { revision: header?.revision ?? 0, before: responses[0]?.responseRange?.kvs[0]?.key };
}

async function untilGone(
  scope: Scope<never, unknown>,
  key: Uint8Array,
  revision: number,
  signal: AbortSignal,
): Promise<void> {
  const everywhere = { ...scope, space: new KeySpace(), codec: bytes };
  try {
    const watch = await Watcher.create(scope.connection, everywhere, key, { revision, only: "delete", signal });
    for await (const _ of watch) break;
  } catch (error) {
    // It may have gone in what was compacted: whoever waits looks again.
    if (!(error instanceof WatchCompacted)) throw error;
  }
}
