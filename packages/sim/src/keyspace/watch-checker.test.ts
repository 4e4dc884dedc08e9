import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EventType, FilterType, type Init, type WatchCreateRequest, type WatchResponse } from "@keyval/api";
import { bytesOf } from "./bytes-of.js";
import { kv, RunBuilder } from "./run-builder.test-helper.js";
import { watchChecker } from "./watch-checker.js";

type Response = Init<WatchResponse>;

const CREATED: Response = { created: true, header: { revision: 1 } };

const put = (key: string, value: string, create: number, mod: number, version: number, lease = 0): object => ({
  kv: kv(key, value, create, mod, version, lease),
});
const gone = (key: string, mod: number): object => ({ type: EventType.DELETE, kv: kv(key, "", 0, mod, 0) });
const events = (revision: number, ...list: object[]): Response => ({ header: { revision }, events: list });
const progress = (revision: number, rest: Response = {}): Response => ({ header: { revision }, ...rest });

const FIRST = put("a", "1", 2, 2, 1);
const SECOND = put("a", "2", 2, 3, 2);
const DELETED = gone("a", 4);
const BOTH = [put("a", "3", 5, 5, 1), put("b", "3", 5, 5, 1)];

/** Two puts, a deletion, and a transaction that puts two keys; then what a watcher of all keys is told of them. */
function judged(responses: readonly Response[], request: Init<WatchCreateRequest> = {}, rest: object = {}): string {
  const run = new RunBuilder();
  run.put("a", "1", 2);
  run.put("a", "2", 3);
  run.delete("a", 1, 4);
  const ops = ["a", "b"].map((key) => ({ requestPut: { key: bytesOf(key), value: bytesOf("3") } }));
  run.call("txn", { success: ops }, {});
  run.compact(4, 5);
  run.watch({ rangeEnd: bytesOf("\0"), startRevision: 2, ...request }, responses, rest);
  return watchChecker(run.replay({ calmSince: 0, end: 60_000_000 })) ?? "nothing is wrong";
}

const ENDED = { end: 50_000_000 };

void describe("what a watcher hears", () => {
  it("is every event from its revision on, in any number of responses", () => {
    assert.equal(judged([CREATED, events(5, FIRST, SECOND), events(5, DELETED, ...BOTH)]), "nothing is wrong");
    const apart = [FIRST, SECOND, DELETED].map((event) => events(5, event));
    assert.equal(judged([CREATED, ...apart, events(5, ...BOTH), progress(5)]), "nothing is wrong");
    assert.equal(judged([CREATED, events(5, FIRST)], {}, ENDED), "nothing is wrong");
    assert.equal(
      judged([{ ...CREATED, header: { revision: 4 } }, events(5, ...BOTH)], { startRevision: 0 }),
      "nothing is wrong",
    );
  });

  it("is what it asked for", () => {
    const ofB = { key: bytesOf("b"), rangeEnd: bytesOf("") };
    assert.equal(judged([CREATED, events(5, ...BOTH.slice(1))], ofB), "nothing is wrong");
    const noPuts = { filters: [FilterType.NOPUT] };
    assert.equal(judged([CREATED, events(5, DELETED)], noPuts), "nothing is wrong");
    assert.match(
      judged([CREATED, events(5, FIRST)], noPuts),
      /hears of .*"isDelete":false.* where .*"isDelete":true.* next/,
    );
    const noDeletes = { filters: [FilterType.NODELETE] };
    assert.equal(judged([CREATED, events(5, FIRST, SECOND, ...BOTH)], noDeletes), "nothing is wrong");
  });

  it("has no gap, no order of its own, nothing twice and nothing wrong", () => {
    assert.match(judged([CREATED, events(5, FIRST, DELETED)], {}, ENDED), /hears of .*"mod":4.*, where .*"mod":3/);
    assert.match(judged([CREATED, events(5, SECOND, FIRST)], {}, ENDED), /hears of .*"mod":3.*, where .*"mod":2/);
    assert.match(
      judged([CREATED, events(5, FIRST), events(5, FIRST)], {}, ENDED),
      /hears of .*"mod":2.*, where .*"mod":3/,
    );
    const wrong = [put("a", "9", 2, 2, 1), put("a", "1", 1, 2, 1), put("a", "1", 2, 2, 2), put("a", "1", 2, 2, 1, 7)];
    for (const event of wrong) assert.match(judged([CREATED, events(5, event)], {}, ENDED), /comes next/);
    const all = [FIRST, SECOND, DELETED, ...BOTH];
    assert.match(judged([CREATED, events(6, ...all, put("c", "", 6, 6, 1))]), /and nothing is to be heard/);
  });

  it("comes a revision at a time, but for parts that were asked for", () => {
    const parts = [events(5, FIRST, SECOND, DELETED, ...BOTH.slice(0, 1)), events(5, ...BOTH.slice(1))];
    const fragments = parts.map((part, i) => ({ ...part, fragment: i === 0 }));
    assert.match(judged([CREATED, ...parts]), /hears of 5, and not of b in it/);
    assert.match(judged([CREATED, ...fragments]), /hears of 5 in parts, and did not ask for that/);
    assert.equal(judged([CREATED, ...fragments], { fragment: true }), "nothing is wrong");
    const [first = {}, second = {}] = fragments;
    assert.match(judged([CREATED, first, progress(4), second], { fragment: true }), /between the parts/);
  });

  it("is under a header that is not older, and after it happened", () => {
    assert.match(judged([CREATED, events(1, FIRST)], {}, ENDED), /hears of 2 under the header of 1/);
    const early = { notices: [CREATED, events(5, FIRST)].map((response) => ({ time: 1, response: full(response) })) };
    assert.match(judged([], {}, { ...ENDED, ...early }), /hears of 2 before it was applied anywhere/);
  });

  it("has the version before where that was asked for, if it is not compacted", () => {
    const [before, wrong] = [kv("a", "1", 2, 2, 1), kv("a", "0", 2, 2, 1)];
    const told = (event: object, prevKv: boolean): string =>
      judged([CREATED, events(5, FIRST, event)], { prevKv }, ENDED);
    assert.equal(told({ ...SECOND, prevKv: before }, true), "nothing is wrong");
    assert.equal(told(SECOND, true), "nothing is wrong");
    assert.match(told({ ...SECOND, prevKv: wrong }, true), /hears that a was .*"value":"0".* before 3/);
    assert.match(told({ ...SECOND, prevKv: before }, false), /hears that a was .* and not null/);
    const late = { ...BOTH[0], prevKv: before };
    assert.match(judged([CREATED, events(5, FIRST, SECOND, DELETED, late)], { prevKv: true }), /hears that a was/);
  });

  it("needs the version before as long as it is not compacted", () => {
    const run = new RunBuilder();
    run.put("a", "1", 2);
    run.put("a", "2", 3);
    run.watch({ key: bytesOf("a"), startRevision: 3, prevKv: true }, [CREATED, events(3, SECOND)]);
    assert.match(watchChecker(run.replay()) ?? "", /hears that a was null before 3, and not \{"key":"a"/);
  });
});

void describe("what a watcher is told beside events", () => {
  it("that it is made, first and once", () => {
    assert.match(judged([events(5, FIRST)], {}, ENDED), /is told something before it is made/);
    assert.match(judged([CREATED, CREATED], {}, ENDED), /is made twice/);
    const refused = { ...CREATED, canceled: true, watchId: -1, cancelReason: "no" };
    assert.match(judged([refused]), /is refused: no/);
    assert.equal(judged([refused], { startRevision: -1 }), "nothing is wrong");
  });

  it("progress is not ahead of events, nor behind what it was told", () => {
    const toAll = { watchId: -1 };
    assert.equal(judged([CREATED, events(5, FIRST), progress(2, toAll)], {}, ENDED), "nothing is wrong");
    assert.match(
      judged([CREATED, events(5, FIRST), progress(3)], {}, ENDED),
      /progress to 3 before the event of a at 3/,
    );
    assert.match(judged([CREATED, events(5, FIRST), progress(3, toAll)], {}, ENDED), /progress to 3 before the event/);
    assert.match(judged([CREATED, events(5, FIRST, SECOND), progress(2)], {}, ENDED), /progress to 2, and is at 4/);
  });

  it("a cancellation has the revision that was compacted to, and a need", () => {
    const cancelled = (compactRevision: number): Response => ({ canceled: true, compactRevision });
    assert.equal(judged([CREATED, events(5, FIRST), cancelled(4)]), "nothing is wrong");
    assert.match(judged([CREATED, events(5, FIRST), cancelled(3)]), /since 3 is compacted, which is not so/);
    assert.match(judged([CREATED, events(5, FIRST, SECOND), cancelled(4)]), /since 4 is compacted, and is at 4/);
    assert.match(judged([CREATED, cancelled(0)]), /is cancelled without a reason/);
    assert.match(judged([CREATED, cancelled(4), events(5, FIRST)]), /is told something after it was cancelled/);
  });

  it("nothing for another watcher", () => {
    assert.match(judged([CREATED, { ...events(5, FIRST), watchId: 3 }], {}, ENDED), /is for watcher 3/);
  });

  it("never nothing: in the end it has heard of all", () => {
    assert.match(judged([]), /never hears that it is made/);
    assert.match(judged([CREATED, events(5, FIRST)]), /since .* of {2}to .* from 2, never hears of a at 3/s);
  });
});

function full(response: Response): WatchResponse {
  const run = new RunBuilder();
  run.watch({}, [response]);
  const [watch] = run.run().watches;
  return watch?.notices[0]?.response ?? assert.fail("there is one");
}
