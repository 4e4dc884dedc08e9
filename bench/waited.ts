import fs from "node:fs";

/** Of the thread that loads this: how long it ran and how long it waited to run, in nanoseconds. Linux has it. */
const PATH = "/proc/thread-self/schedstat";

const descriptor = fs.existsSync(PATH) ? fs.openSync(PATH, "r") : undefined;
const bytes = Buffer.alloc(64);

/** How many milliseconds this thread has waited for a processor that others had; 0 where the system does not say. */
export function waitedForProcessor(): number {
  if (descriptor === undefined) return 0;
  const length = fs.readSync(descriptor, bytes, 0, bytes.length, 0);
  const [, waited = "0"] = bytes.toString("latin1", 0, length).split(" ");
  return Number(waited) / 1e6;
}
