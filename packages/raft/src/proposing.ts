import { ENTRY_OVERHEAD_BYTES } from "./limits.js";
import type { Refusal } from "./refusal.js";
import { appendOwn } from "./roles.js";
import type { State } from "./state.js";

/** §5.3 of the paper: the leader appends the commands to its log; all of them or none. */
export function onPropose(state: State, payloads: readonly Uint8Array[]): Refusal | undefined {
  const { leadership, config } = state;
  if (leadership === undefined) return "notLeader";
  if (leadership.transfer !== undefined) return "transferring";
  let bytes = 0;
  for (const payload of payloads) bytes += ENTRY_OVERHEAD_BYTES + payload.length;
  if (bytes > config.uncommittedBytesMax) return "entryTooLarge";
  if (leadership.uncommittedBytes + bytes > config.uncommittedBytesMax) return "tooManyUncommittedBytes";
  for (const payload of payloads) appendOwn(state, "command", payload);
  return undefined;
}
