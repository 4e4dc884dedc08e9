import type { ReplicaId } from "../../configuration.js";

/** Something that can happen to one replica, or to the network on its way there. */
export interface Move {
  readonly kind: MoveKind;
  /** Whom it happens to; 0 for all. */
  readonly replica: ReplicaId;
  /** What this is depends on the kind; see `MOVES`. */
  readonly operand: number;
}

export const MOVES = [
  /** Operand: the number of the message. */
  "deliver",
  "duplicate",
  "lose",
  /** The message is lost, and its sender is told; the operand is the receiver. */
  "undelivered",
  "timer",
  /** Time passes until just before the timer is due. */
  "wait",
  /** A millisecond passes for everybody. */
  "pass",
  /** The oldest write becomes durable. */
  "sync",
  /** Operand: how many of the writes under way survive. */
  "crash",
  /** Operand: the number of the proposal, of the read. */
  "propose",
  "read",
  /** Operand: to whom. */
  "transfer",
  "snapshot",
  /** Operand: with whom. */
  "disconnect",
  /** Operand: the position in the world's changes. */
  "change",
  /** The snapshot that is being fetched arrives, the operand being its digest, or can not be had. */
  "fetch",
  "fetchFails",
] as const;

export type MoveKind = (typeof MOVES)[number];

const POSITIONS: ReadonlyMap<MoveKind, number> = new Map(MOVES.map((kind, position) => [kind, position]));

/** A number that no other combination has. */
export function moveKey(kind: MoveKind, operand: number): number {
  return operand * MOVES.length + (POSITIONS.get(kind) ?? 0);
}
