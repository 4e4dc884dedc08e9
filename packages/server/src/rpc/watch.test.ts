import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, CompactionRequest, type Init, TxnRequest, WatchRequest, WatchResponse } from "@keyval/api";
import { bytes, ServedWorld, text } from "./served-world.test-helper.js";
import { WatchSession } from "./watch.js";

const MEBIBYTE = 2 ** 20;

/** A client with a stream of the service Watch. */
class Client {
  readonly world = new ServedWorld();
  readonly session: WatchSession;
  readonly #heard: WatchResponse[] = [];

  constructor() {
    const { served, services } = this.world;
    this.session = new WatchSession(served, services.watches.hub(), {
      send: (response) => {
        this.#heard.push(WatchResponse.decode(response.slice()));
        return true;
      },
    });
  }

  ask(request: Init<WatchRequest>): void {
    this.session.request(WatchRequest.create(request));
  }

  create(createRequest: Init<WatchRequest>["createRequest"]): void {
    this.ask({ createRequest });
  }

  /** All that has come since it looked last, once all has happened. */
  heard(): WatchResponse[] {
    this.world.settle();
    return this.#heard.splice(0);
  }

  compact(revision: number): void {
    this.world.apply(CommandKind.compact, CompactionRequest.encode({ revision }));
  }
}

/** What matters of a response. */
function told({ watchId, created, canceled, cancelReason, compactRevision, events }: WatchResponse): unknown[] {
  const marks = [created && "created", canceled && "canceled"].filter((mark) => mark !== false);
  const keys = events.map(({ kv }) => text(kv?.key));
  return [
    watchId,
    ...marks,
    ...(cancelReason === "" ? [] : [cancelReason]),
    ...(compactRevision === 0 ? [] : [compactRevision]),
    ...keys,
  ];
}

void describe("a stream of watches", () => {
  it("answers a creation first, and tells of events only then", () => {
    const client = new Client();
    client.world.put("a", "1");
    client.world.put("a", "2");
    client.create({ key: bytes("a"), startRevision: 2 });
    client.create({ key: bytes("b") });
    client.world.put("b", "3");
    assert.deepEqual(client.heard().map(told), [
      [0, "created"],
      [1, "created"],
      [1, "b"],
      [0, "a", "a"],
    ]);
  });

  it("tells why a watch was not made, as one that was made and cancelled under the id -1", () => {
    const client = new Client();
    client.create({ key: bytes("a"), watchId: 7 });
    client.create({ key: bytes("a"), watchId: 7 });
    client.create({ key: bytes("b"), rangeEnd: bytes("a") });
    client.create({ key: bytes("a"), startRevision: -1 });
    assert.deepEqual(client.heard().map(told), [
      [7, "created"],
      [-1, "created", "canceled", "mvcc: duplicate watch ID provided on the WatchStream"],
      [-1, "created", "canceled", "mvcc: watcher range is empty"],
      [-1, "created", "canceled", "etcdserver: mvcc: required revision has been compacted"],
    ]);
  });

  it("cancels a watch of what is compacted, and says since when there is history", () => {
    const client = new Client();
    for (const value of ["1", "2", "3"]) client.world.put("a", value);
    client.compact(3);
    client.create({ key: bytes("a"), startRevision: 2 });
    client.create({ key: bytes("a"), startRevision: 3 });
    const heard = client.heard();
    assert.deepEqual(heard.map(told), [
      [0, "created"],
      [1, "created"],
      [0, "canceled", 3],
      [1, "a", "a"],
    ]);
    assert.equal(heard[2]?.header?.revision, 0);
  });

  it("answers the end of a watch once, and says nothing of what is none", () => {
    const client = new Client();
    client.create({ key: bytes("a") });
    client.ask({ cancelRequest: { watchId: 0 } });
    client.ask({ cancelRequest: { watchId: 0 } });
    client.ask({ cancelRequest: { watchId: 9 } });
    client.world.put("a", "1");
    assert.deepEqual(client.heard().map(told), [
      [0, "created"],
      [0, "canceled"],
    ]);
  });

  it("splits what happened at one revision only for who takes it in parts, all but the last of which say so", () => {
    const client = new Client();
    client.create({ key: bytes("a"), rangeEnd: bytes("e"), fragment: true });
    client.create({ key: bytes("a"), rangeEnd: bytes("e") });
    const requestPut = { value: new Uint8Array(MEBIBYTE) };
    const success = ["a", "b", "c", "d"].map((key) => ({ requestPut: { ...requestPut, key: bytes(key) } }));
    client.world.apply(CommandKind.txn, TxnRequest.encode({ success }));
    const heard = client.heard().filter(({ created }) => !created);
    const [parts, whole] = [0, 1].map((id) => heard.filter(({ watchId }) => watchId === id));
    assert.deepEqual(
      parts?.map(({ fragment, events }) => [fragment, events.length]),
      [
        [true, 1],
        [true, 1],
        [true, 1],
        [false, 1],
      ],
    );
    assert.deepEqual(
      whole?.map(({ fragment, events }) => [fragment, events.length]),
      [[false, 4]],
    );
  });

  it("tells progress of one watch under its id, and what was asked for under -1, with nothing else in it", () => {
    const client = new Client();
    client.world.put("a", "1");
    client.create({ key: bytes("a"), startRevision: 2 });
    client.ask({ progressRequest: {} });
    const heard = client.heard();
    assert.deepEqual(heard.map(told), [[0, "created"], [0, "a"], [-1]]);
    assert.equal(heard[2]?.header?.revision, 2);
  });

  it("shows the version before to who asked for it, and of a deletion the key and its revision alone", () => {
    const client = new Client();
    client.create({ key: bytes("a"), prevKv: true });
    client.world.put("a", "1");
    client.world.put("a", "2");
    client.world.remove("a");
    const events = client.heard().flatMap((response) => response.events);
    assert.deepEqual(
      events.map(({ type, kv, prevKv }) => [type, kv?.modRevision, kv?.version, text(prevKv?.value)]),
      [
        [0, 2, 1, ""],
        [0, 3, 2, "1"],
        [1, 4, 0, "2"],
      ],
    );
    assert.deepEqual(
      events.map(({ prevKv }) => prevKv?.modRevision),
      [undefined, 2, 3],
    );
  });
});
