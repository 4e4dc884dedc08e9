import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { bodiesOf, promised, shuffled, Subject, TURN_COMMANDS } from "./statemachine-subject.js";
import { ranOnProcessor, waitedForProcessor } from "./waited.js";

/** What is measured of a machine that is written to without a pause. */
export interface BusyFigures {
  readonly rss: number;
  readonly written: number;
  /** Between two turns of the event loop, with all that the process was kept from meanwhile. */
  readonly stall: number;
  /** The same without the time in which the thread could have run, and others had the processors. */
  readonly own: number;
  /** Between two turns: how long the thread itself ran. */
  readonly turn: number;
  /** Of the time of the processor: what the writes took. */
  readonly busy: number;
}

const WRITES_PER_SECOND = 50_000;
const BODIES = 100_000;
/** A server makes one now and then. */
const CHECKPOINT_EVERY = 10_000;
/** Puts over keys that are there run for the first time then: for some thousands of them their code is slow and being compiled. */
const WARM_UP = 1_000;

async function run(keys: number, seconds: number, directory: string): Promise<BusyFigures> {
  const subject = new Subject("bitcask", directory);
  await subject.open();
  await subject.load(keys);
  await subject.checkpoint();
  global.gc?.();
  const rss = process.memoryUsage().rss / 1e6;
  const bodies = bodiesOf(shuffled(keys).subarray(0, BODIES));
  await write(subject, bodies, WARM_UP);
  const figures = await write(subject, bodies, seconds * 1000);
  await promised((done) => subject.engine.close(done));
  return { rss, ...figures };
}

/** Lets the event loop sleep until something is due, as a server does between two arrivals. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

/** As many writes in each turn as are due, for so many milliseconds. */
async function write(
  subject: Subject,
  bodies: readonly Uint8Array[],
  milliseconds: number,
): Promise<Omit<BusyFigures, "rss">> {
  const before = process.cpuUsage();
  const start = performance.now();
  let [written, stall, own, turn, checkpoints] = [0, 0, 0, 0, 0];
  let ran = ranOnProcessor();
  let waited = waitedForProcessor();
  for (let now = start, last = start; now < start + milliseconds; last = now, now = performance.now()) {
    stall = Math.max(stall, now - last);
    const [ranNow, waitedNow] = [ranOnProcessor(), waitedForProcessor()];
    own = Math.max(own, now - last - (waitedNow - waited));
    turn = Math.max(turn, ranNow - ran);
    [ran, waited] = [ranNow, waitedNow];
    const due = Math.min(written + TURN_COMMANDS, ((now - start) * WRITES_PER_SECOND) / 1000);
    for (; written < due; written++) subject.apply(bodies[written % bodies.length] ?? new Uint8Array(0));
    if (now - start > (checkpoints + 1) * CHECKPOINT_EVERY) {
      checkpoints++;
      void subject.checkpoint();
    }
    await pause();
  }
  const { user, system } = process.cpuUsage(before);
  const busy = (user + system) / 10 / milliseconds;
  return { written: (written * 1000) / milliseconds, stall, own, turn, busy };
}

const directory = fs.mkdtempSync(join(tmpdir(), "keyval-bench-"));
try {
  console.log(JSON.stringify(await run(Number(process.argv[2]), Number(process.argv[3]), directory)));
} finally {
  fs.rmSync(directory, { recursive: true });
}
