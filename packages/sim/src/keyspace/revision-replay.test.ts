import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, PutRequest } from "@keyval/api";
import { bytesOf } from "./bytes-of.js";
import { revisionReplay } from "./revision-replay.js";
import { kv, RunBuilder } from "./run-builder.test-helper.js";

function judged(write: (run: RunBuilder) => void): string {
  const run = new RunBuilder();
  write(run);
  return revisionReplay(run.replay()) ?? "nothing is wrong";
}

function assertRight(write: (run: RunBuilder) => void): void {
  assert.equal(judged(write), "nothing is wrong");
}

function assertWrong(sentence: RegExp, write: (run: RunBuilder) => void): void {
  assert.match(judged(write), sentence);
}

/** One put and its compare, in a transaction. */
const setIfAbsent = (key: string, value: string): object => ({
  compare: [{ key: bytesOf(key), target: 0, result: 0, version: 0 }],
  success: [{ requestPut: { key: bytesOf(key), value: bytesOf(value) } }],
  failure: [{ requestRange: { key: bytesOf(key) } }],
});

void describe("answers are those of the model", () => {
  it("of puts, deletions, transactions and reads, present and past", () => {
    assertRight((run) => {
      run.put("a", "1", 2);
      run.call("put", { key: bytesOf("a"), prevKv: true }, { header: { revision: 3 }, prevKv: kv("a", "1", 2, 2, 1) });
      run.call("txn", setIfAbsent("b", "2"), {
        ...{ succeeded: true, header: { revision: 4 } },
        responses: [{ responsePut: { header: { revision: 4 } } }],
      });
      run.delete("a", 1, 5);
      run.delete("a", 0, 5);
      run.put("a", "3", 6);
      run.range("a", [kv("a", "3", 6, 6, 1)], 6);
      run.range("a", [kv("a", "1", 2, 2, 1)], 6, {}, { revision: 2 });
      run.range("a", [kv("a", "3", 6, 6, 1), kv("b", "2", 4, 4, 1)], 6, {}, { rangeEnd: bytesOf("c") });
    });
  });

  it("a wrong value, version, count or previous version is seen", () => {
    const told = [kv("a", "2", 2, 2, 1), kv("a", "1", 2, 2, 2), kv("a", "1", 1, 2, 1), kv("a", "1", 2, 2, 1, 7)];
    for (const wrong of told) {
      assertWrong(/c1\/2 \(range at m1.* shows .* where .* is right/, (run) => {
        run.put("a", "1", 2);
        run.range("a", [wrong], 2);
      });
    }
    assertWrong(/c1\/2 .* was told \{"deleted":2/, (run) => {
      run.put("a", "1", 2);
      run.delete("a", 2, 3);
    });
    assertWrong(/c1\/1 \(put .* was told \{"prevKv":\{"key":"a"/, (run) => {
      run.call("put", { key: bytesOf("a"), prevKv: true }, { header: { revision: 2 }, prevKv: kv("a", "", 1, 1, 1) });
    });
  });

  it("a transaction that takes the wrong branch is seen, and one that reads another state than its revision's", () => {
    assertWrong(/c1\/2 \(txn .* was told \{"succeeded":true/, (run) => {
      run.put("a", "1", 2);
      run.call("txn", setIfAbsent("a", "2"), {
        succeeded: true,
        responses: [{ responsePut: { header: { revision: 3 } } }],
      });
    });
    const read = { success: [{ requestRange: { key: bytesOf("a") } }] };
    assertWrong(/c1\/2 \(txn .* shows /, (run) => {
      run.put("a", "1", 2);
      const nothing = { responseRange: { header: { revision: 2 } } };
      run.call("txn", read, { succeeded: true, responses: [nothing], header: { revision: 2 } });
    });
  });

  it("a write that is told another revision than its own is seen", () => {
    assertWrong(/c1\/1 .* was told revision 3, while command 1 leaves 2/, (run) => {
      run.put("a", "1", 3, {});
    });
  });

  it("a read of what was not there yet is seen", () => {
    assertWrong(/shows revision 3, while nobody was beyond 2/, (run) => {
      run.put("a", "1", 2);
      run.range("a", [kv("a", "1", 2, 2, 1)], 3);
    });
  });
});

void describe("answered writes are in the log, once", () => {
  it("one that is not is seen", () => {
    assertWrong(/c1\/1 .* was answered, but is not in the log/, (run) => {
      run.put("a", "1", 2, { commits: 0 });
    });
  });

  it("one that is there twice is seen, whether answered or not", () => {
    assertWrong(/c1\/1 .* stands in the log 2 times, at 1, 2/, (run) => {
      run.put("a", "1", 2, { commits: 2 });
    });
    assertWrong(/c1\/1 .* stands in the log 2 times/, (run) => {
      run.put("a", "1", 2, { commits: 2, instead: undefined });
    });
  });

  it("one that is answered before it is applied is seen", () => {
    assertWrong(/c1\/1 .* was answered before command 1 was applied anywhere, at 0.020000/, (run) => {
      run.put("a", "1", 2, { at: 20 });
    });
  });

  it("one that reads otherwise in the log is seen", () => {
    assertWrong(/c1\/1 .* reads otherwise at 1/, (run) => {
      run.put("a", "1", 2, { commits: 0 });
      const body = PutRequest.encode({ key: bytesOf("a"), value: bytesOf("2") });
      run.commit(CommandKind.put, body, { at: 5 }, { user: "c1", authRevision: 1 });
    });
  });

  it("what nobody asked for is seen", () => {
    assertWrong(/command 1 is in the name of c9\/1, which is no call/, (run) => {
      run.commit(CommandKind.put, PutRequest.encode({ key: bytesOf("a") }), {}, { user: "c9", authRevision: 1 });
    });
  });

  it("an unknown outcome may be either; what is certainly not done is neither", () => {
    assertRight((run) => {
      run.put("a", "1", 0, { instead: undefined });
      run.put("a", "2", 0, { instead: undefined, commits: 0 });
      run.put("a", "3", 3);
      run.put("a", "4", 0, { instead: "noLeader", commits: 0 });
      run.put("a", "5", 0, { instead: "timeout", certain: false, at: 70 });
    });
    assertWrong(/c1\/1 .* was told noLeader, while command 1 gives \{\}/, (run) => {
      run.put("a", "1", 0, { instead: "noLeader" });
    });
  });

  it("a refusal by the log is the model's", () => {
    assertRight((run) => {
      run.put("a", "1", 0, { instead: "leaseNotFound" }, { lease: 5 });
      run.put("a", "", 0, { instead: "keyNotFound" }, { ignoreValue: true });
    });
    assertWrong(/was told keyNotFound, while command 1 gives "leaseNotFound"/, (run) => {
      run.put("a", "1", 0, { instead: "keyNotFound" }, { lease: 5 });
    });
    assertWrong(/was told leaseNotFound, which only the log can tell, and is not in it/, (run) => {
      run.put("a", "1", 0, { instead: "leaseNotFound", commits: 0 }, { lease: 5 });
    });
  });
});

void describe("revisions go with time", () => {
  it("calls that overlap may be in any order", () => {
    assertRight((run) => {
      run.put("a", "1", 2, { start: 0, end: 30, at: 20 });
      run.range("a", [], 1, { start: 5, end: 10, client: 2 });
      run.range("a", [kv("a", "1", 2, 2, 1)], 2, { start: 22, end: 25, client: 2 });
    });
  });

  it("a write with the revision that a read showed before it began is seen", () => {
    assertWrong(/c1\/3 .* takes revision 3, which was known before it began/, (run) => {
      run.put("a", "1", 2);
      run.range("b", [], 3);
      run.put("a", "1", 3, { at: 12 });
    });
  });

  it("a linearizable read that shows less than was acknowledged is seen; a serializable one elsewhere may", () => {
    const isOld = (run: RunBuilder, serializable: boolean, member: string): void => {
      run.put("a", "1", 2);
      run.range("a", [], 1, { member }, { serializable });
    };
    assertRight((run) => isOld(run, true, "m2"));
    assertWrong(/c1\/2 .* is at revision 1, although 2 was known before it began/, (run) => isOld(run, false, "m2"));
    assertWrong(/c1\/2 .* is at revision 1, after m1 had shown 2/, (run) => isOld(run, true, "m1"));
  });

  it("what a watcher heard is known, too", () => {
    assertWrong(/is at revision 1, although 2 was known/, (run) => {
      run.put("a", "1", 0, { instead: undefined });
      run.watch({ key: bytesOf("a") }, [{ events: [{ kv: kv("a", "1", 2, 2, 1) }] }]);
      run.now += 5;
      run.range("a", [], 1);
    });
  });

  it("a member's term that falls is seen", () => {
    assertWrong(/c1\/2 .* was told of term 3, and 4 before it began/, (run) => {
      run.put("a", "1", 2, { term: 4 });
      run.put("a", "2", 3, { term: 3 });
    });
  });
});

void describe("reads and compaction", () => {
  it("what is compacted may not be read, once that is known; at the compact revision it may", () => {
    const read = (run: RunBuilder, revision: number, how: object): void => {
      run.put("a", "1", 2);
      run.put("a", "2", 3);
      run.put("a", "3", 4);
      run.compact(3, 4);
      run.range("a", [kv("a", revision.toString(), 2, revision + 1, revision)], 4, how, { revision: revision + 1 });
    };
    assertRight((run) => read(run, 2, {}));
    assertWrong(/reads at 2, although 3 was compacted/, (run) => read(run, 1, {}));
  });

  it("refusals have a reason", () => {
    assertRight((run) => {
      run.put("a", "1", 2);
      run.put("a", "2", 3);
      run.compact(3, 3);
      run.range("a", [], 0, { instead: "compacted" }, { revision: 2 });
      run.range("a", [], 0, { instead: "futureRevision" }, { revision: 4 });
    });
    assertWrong(/was told that 2 is compacted, while only -1 was/, (run) => {
      run.put("a", "1", 2);
      run.range("a", [], 0, { instead: "compacted" }, { revision: 2 });
    });
    assertWrong(/was told that 2 is in the future, after 2 had been shown/, (run) => {
      run.put("a", "1", 2);
      run.range("a", [], 0, { instead: "futureRevision" }, { revision: 2 });
    });
  });
});
