import fs from "node:fs";

/** Of the thread that loads this: how long it ran and how long it waited to run, in nanoseconds. Linux has it. */
const THREAD = descriptorOf("/proc/thread-self/schedstat");
/** Of all processors: what each kind of work had, in ticks of 10 ms, and as the eighth kind what the host of a virtual machine took. */
const PROCESSORS = descriptorOf("/proc/stat");
const STOLEN = 8;
const MILLISECONDS_PER_TICK = 10;

const bytes = Buffer.alloc(256);

/** How many milliseconds this thread has had a processor; 0 where the system does not say. */
export function ranOnProcessor(): number {
  return Number(wordsOf(THREAD)[0] ?? 0) / 1e6;
}

/**
 * How many milliseconds this thread could have run and others had the processor: other processes, or what else runs on
 * the host of a virtual machine, which may take it away for hundreds of them. 0 where the system does not say.
 */
export function waitedForProcessor(): number {
  const waited = Number(wordsOf(THREAD)[1] ?? 0) / 1e6;
  return waited + Number(wordsOf(PROCESSORS)[STOLEN] ?? 0) * MILLISECONDS_PER_TICK;
}

function descriptorOf(path: string): number | undefined {
  return fs.existsSync(path) ? fs.openSync(path, "r") : undefined;
}

/** The words of the first line. */
function wordsOf(descriptor: number | undefined): string[] {
  if (descriptor === undefined) return [];
  const length = fs.readSync(descriptor, bytes, 0, bytes.length, 0);
  return bytes.toString("latin1", 0, length).split("\n", 1)[0]?.split(/ +/) ?? [];
}
