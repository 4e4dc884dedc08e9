import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bareHeader, CommandKind, DeleteRangeRequest, PutRequest, RangeRequest } from "@keyval/api";
import { StateHash, VersionDigester } from "@keyval/statemachine";
import { bodiesOf, keyOf, promised, secondsOf, shuffled, Subject } from "./statemachine-subject.js";
import { ranOnProcessor } from "./waited.js";

/** What is measured on one engine. */
export interface MachineFigures {
  readonly loaded: number;
  readonly rss: number;
  readonly puts: number;
  /** Of the time of a put: what keeping the hash of the state up to date takes. */
  readonly hash: number;
  readonly getsHot: number;
  readonly getsCold: number;
  readonly range: number;
  readonly count: number;
  readonly page: number;
  readonly compaction: number;
  readonly compactionPause: number;
  readonly opened: number;
  /** For each key: how long the thread itself ran. */
  readonly deletion: number;
}

const KEYS = 1_000_000;
const PUTS = 500_000;
const GETS = 200_000;
const COUNTS = 100;
const BODIES = 100_000;
const NO_PUT = PutRequest.create({});

function gets(subject: Subject, numbers: Uint32Array): void {
  for (let i = 0; i < GETS; i++) {
    const request = RangeRequest.create({ key: keyOf(numbers[i % numbers.length] ?? 0) });
    if (subject.machine.queries.range(request, () => undefined) === undefined) throw new Error("a get has to wait");
  }
}

/** As for puts over keys that are there: each brings a version, and one goes with it. */
function hashes(requests: readonly PutRequest[]): void {
  const [digester, sum] = [new VersionDigester(), new StateHash()];
  const version = { key: keyOf(0), mod: 0, create: 1, version: 0, lease: 0 };
  for (let i = 0; i < PUTS; i++) {
    const { key, value } = requests[i % requests.length] ?? NO_PUT;
    version.key = key;
    version.mod = i;
    version.version = i;
    const digest = digester.digest(version, value);
    sum.add(digest);
    sum.remove(digest);
  }
}

/** One command, and so one turn of the event loop. */
function deleteAll(subject: Subject): void {
  const body = DeleteRangeRequest.encode({ key: keyOf(0), rangeEnd: Uint8Array.of(0), prevKv: false });
  subject.apply(body, bareHeader(CommandKind.deleteRange));
}

async function run(kind: string, directory: string): Promise<MachineFigures> {
  const subject = new Subject(kind, directory);
  await subject.open();
  const loading = await subject.load(KEYS);
  await subject.checkpoint();
  global.gc?.();
  const rss = process.memoryUsage().rss / 1e6;

  const bodies = bodiesOf(shuffled(KEYS).subarray(0, BODIES));
  await subject.putAll(bodies, BODIES);
  const putting = await secondsOf(() => subject.putAll(bodies, PUTS));
  const requests = bodies.map((body) => PutRequest.decode(body));
  hashes(requests);
  const hashing = await secondsOf(() => hashes(requests));

  const cold = await secondsOf(() => gets(subject, shuffled(KEYS).subarray(0, GETS)));
  const hot = await secondsOf(() => gets(subject, shuffled(1_000)));
  const all = { key: keyOf(0), rangeEnd: Uint8Array.of(0) };
  const counting = RangeRequest.create({ ...all, countOnly: true });
  const count = await secondsOf(async () => {
    for (let i = 0; i < COUNTS; i++) await subject.range(counting);
  });
  const page = RangeRequest.create({
    ...all,
    key: keyOf(KEYS / 2),
    limit: 500,
    revision: subject.machine.revision - 100_000,
  });
  const paged = await secondsOf(() => subject.range(page));
  const thousand = RangeRequest.create({ key: keyOf(1_000), rangeEnd: keyOf(2_000) });
  await subject.range(thousand);
  const ranged = await secondsOf(async () => {
    for (let i = 0; i < 20; i++) await subject.range(thousand);
  });

  await subject.putAll(bodies, KEYS - PUTS - BODIES);
  let pause = 0;
  const compacting = await secondsOf(async () => {
    pause = await subject.compactAll();
  });
  await subject.checkpoint();
  await promised((done) => subject.engine.close(done));
  const opening = await secondsOf(() => subject.open());
  const ran = ranOnProcessor();
  deleteAll(subject);
  const deletion = ((ranOnProcessor() - ran) * 1000) / KEYS;
  return {
    loaded: KEYS / loading,
    rss,
    puts: PUTS / putting,
    hash: (hashing * 100) / putting,
    getsHot: GETS / hot,
    getsCold: GETS / cold,
    range: ranged * 50,
    count: (count * 1000) / COUNTS,
    page: paged * 1000,
    compaction: compacting,
    compactionPause: pause,
    opened: opening,
    deletion,
  };
}

const directory = fs.mkdtempSync(join(tmpdir(), "keyval-bench-"));
try {
  console.log(JSON.stringify(await run(process.argv[2] ?? "", directory)));
} finally {
  fs.rmSync(directory, { recursive: true });
}
