import type { Frame } from "./peers.js";

/** Word of what is committed, or of who leads, and no entries: nobody's command hangs on it. */
export function isNews(frame: Frame): boolean {
  return frame.kind === "raft" && frame.message.kind === "append" && frame.message.entries.length === 0;
}
