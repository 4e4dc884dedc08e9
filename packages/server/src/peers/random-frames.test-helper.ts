import type { Entry, Message } from "@keyval/raft";
import { initialConfiguration } from "@keyval/raft";
import fc from "fast-check";
import type { Frame } from "../node/index.js";

/** Small ones, and those at which 32 bits, or 53, end. */
export const numbers = fc.oneof(
  fc.nat(300),
  fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52, Number.MAX_SAFE_INTEGER),
  fc.maxSafeNat(),
);

const bytes = fc.uint8Array({ maxLength: 300 });
const envelope = { from: numbers, to: numbers, term: numbers };
const kind = fc.constantFrom<Entry["kind"]>("empty", "command", "configuration");

const append = plain(
  fc.record({
    ...envelope,
    prevIndex: fc.oneof(fc.nat(300), fc.constantFrom(2 ** 31 - 1, 2 ** 32 - 1, 2 ** 52)),
    prevTerm: numbers,
    commit: numbers,
    rows: fc.array(plain(fc.record({ term: numbers, kind, payload: bytes })), { maxLength: 5 }),
  }),
).map(({ rows, ...rest }): Message => {
  const entries = rows.map((row, i) => ({ index: rest.prevIndex + 1 + i, ...row }));
  return { kind: "append", ...rest, entries };
});

const configuration = fc.array(fc.string({ maxLength: 20 }), { minLength: 1, maxLength: 5 }).map((members) => {
  const hosts = members.map((member, i) => ({ id: i + 1, member, incarnation: `life of ${member}` }));
  return initialConfiguration(hosts);
});

function message(name: Message["kind"], fields: object): fc.Arbitrary<Message> {
  return plain(fc.record({ kind: fc.constant(name), ...envelope, ...fields })) as unknown as fc.Arbitrary<Message>;
}

/** As everybody writes objects: those of fast-check have no prototype. */
function plain<T extends object>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return arbitrary.map((value) => ({ ...value }));
}

const flag = fc.boolean();

export const messages: fc.Arbitrary<Message> = fc.oneof(
  append,
  message("voteRequest", { pre: flag, transfer: flag, lastIndex: numbers, lastTerm: numbers }),
  message("voteReply", { pre: flag, granted: flag }),
  message("appendReply", { accepted: flag, index: numbers, hintIndex: numbers, hintTerm: numbers }),
  message("heartbeat", { round: numbers, lease: numbers }),
  message("heartbeatReply", { round: numbers, promise: numbers, committed: numbers }),
  message("sleep", { index: numbers }),
  message("snapshotOffer", { snapshot: plain(fc.record({ index: numbers, term: numbers, configuration })) }),
  message("snapshotStatus", { index: numbers, status: fc.constantFrom("receiving", "failed") }),
  message("timeoutNow", {}),
  message("readRequest", { attempt: numbers }),
  message("readReply", { attempt: numbers, index: numbers }),
);

const where = { group: numbers, to: numbers, from: numbers, index: numbers };

const chunk = plain(
  fc.record({ ...where, file: numbers, position: fc.nat(2 ** 31 - 1), more: fc.nat(2 ** 31 - 1), bytes }),
).map(({ more, ...rest }): Frame => ({
  kind: "chunk",
  ...rest,
  position: rest.position * 2,
  total: rest.position * 2 + rest.bytes.length + more,
}));

export const frames: fc.Arbitrary<Frame> = fc.oneof(
  fc.constant<Frame>({ kind: "alive" }),
  plain(fc.record({ kind: fc.constant("raft" as const), group: numbers, message: messages })),
  plain(fc.record({ kind: fc.constant("fetch" as const), ...where, file: numbers, position: numbers })),
  chunk,
  plain(fc.record({ kind: fc.constant("gone" as const), ...where })),
  plain(
    fc.record({
      ...{ kind: fc.constant("state" as const), ...where, version: numbers, high: numbers, low: numbers },
      ...{ isAnswer: flag, wantsSnapshot: flag, snapshotIndex: numbers },
    }),
  ),
);
