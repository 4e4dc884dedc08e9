import {
  bareHeader,
  CommandKind,
  decodeEntry,
  encodeEntry,
  PutRequest,
  RangeResponse,
  TxnRequest,
  WatchResponse,
} from "@keyval/api";
import { candidatesFor, MESSAGES, type Candidate, type MessageName } from "./api-candidates.js";
import type { Measurement } from "./bench.js";

const KEY_BYTES = 12;
const VALUE_BYTES = 256;
const HEADER = { clusterId: 2n ** 63n + 5n, memberId: 2n ** 62n + 3n, revision: 123_456_789, raftTerm: 7 };

const ROUNDS = 5;
const ROUND_MICROS = 60_000;

/** A server that decodes and encodes 100,000 puts in a second spends less than a tenth of it so. */
const PUT_NANOS_MOST = 1_000;

/** Decodes and encodes what the product's load is made of, beside the generators that could have been chosen. */
export async function* bench(): AsyncIterable<Measurement> {
  for (const message of MESSAGES) {
    const wire = wireOf(message);
    const candidates = await candidatesFor(message);
    for (const what of ["decode", "encode"] as const) {
      for (const [{ name }, nanos] of fastest(candidates, what, wire)) {
        const bound = name === "ours" && message === "PutRequest" ? { atMost: PUT_NANOS_MOST } : {};
        yield { name: `${what} ${message}, ${name}`, value: nanos, unit: "ns", ...bound };
      }
    }
  }
  yield* entries();
}

/** What the log adds to a put. */
function* entries(): Iterable<Measurement> {
  const body = wireOf("PutRequest");
  const session = { ...bareHeader(CommandKind.put), command: { session: 1_000_000, number: 5, acknowledged: 4 } };
  for (const [name, header] of [
    ["bare", bareHeader(CommandKind.put)],
    ["with a session", session],
  ] as const) {
    const payload = encodeEntry(header, body);
    yield { name: `encode entry, ${name}`, value: nanosPerCall(() => encodeEntry(header, body)), unit: "ns" };
    yield { name: `decode entry, ${name}`, value: nanosPerCall(() => decodeEntry(payload)), unit: "ns" };
  }
}

/** Candidates take turns, so that a busy machine hurts all alike; the best round counts. */
function fastest(
  candidates: readonly Candidate[],
  what: "decode" | "encode",
  wire: Uint8Array,
): Map<Candidate, number> {
  const best = new Map<Candidate, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const candidate of candidates) {
      const message = candidate.decode(wire);
      const call = what === "decode" ? () => candidate.decode(wire) : () => candidate.encode(message);
      best.set(candidate, Math.min(best.get(candidate) ?? Infinity, nanosPerCall(call)));
    }
  }
  return best;
}

/** CPU time, so that what else runs on the machine counts as little as it can. */
function nanosPerCall(call: () => unknown): number {
  const start = process.cpuUsage();
  let calls = 0;
  let micros = 0;
  while (micros < ROUND_MICROS) {
    for (let i = 0; i < 100; i++) call();
    calls += 100;
    const { user, system } = process.cpuUsage(start);
    micros = user + system;
  }
  return (micros * 1000) / calls;
}

function wireOf(message: MessageName): Uint8Array {
  const key = new Uint8Array(KEY_BYTES).fill(107);
  const value = new Uint8Array(VALUE_BYTES).fill(118);
  const kv = { key, value, createRevision: 100_000_000, modRevision: 123_456_789, version: 3 };
  switch (message) {
    case "PutRequest":
      return PutRequest.encode({ key, value, lease: 1_234_567_890_123 });
    case "RangeResponse":
      return RangeResponse.encode({ header: HEADER, kvs: Array.from({ length: 100 }, () => kv), count: 100 });
    case "TxnRequest":
      return TxnRequest.encode({
        compare: [{ target: 2, key, modRevision: 123_456_789 }],
        success: [{ requestPut: { key, value } }],
        failure: [{ requestRange: { key } }],
      });
    case "WatchResponse":
      return WatchResponse.encode({ header: HEADER, watchId: 3, events: [{ kv }] });
  }
}
