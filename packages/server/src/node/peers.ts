import type { Message, ReplicaId } from "@keyval/raft";
import type { GroupId } from "@keyval/storage";

/** The other processes, injected: connections, who they are, and frames in both directions. */
export interface Peers {
  /**
   * Hands over frames for a member, in order. False if there is no way, or no room: what waits for a slow connection is
   * bounded by bytes. The frames are lost then.
   */
  send(member: string, frames: readonly Frame[]): boolean;
}

/** Who a process says it is, when a connection begins. */
export interface Hello {
  readonly cluster: string;
  readonly member: string;
  /** Names the life of its data directory. */
  readonly incarnation: string;
}

/** What travels between processes. A kind that is not known is skipped. */
export type Frame = GroupFrame | AliveFrame;

/** What concerns one group. */
export type GroupFrame = RaftFrame | FetchFrame | ChunkFrame | GoneFrame | StateFrame;

/** The process of the sender is alive, and with it every group that it leads and that sleeps. */
export interface AliveFrame {
  readonly kind: "alive";
}

export interface RaftFrame {
  readonly kind: "raft";
  readonly group: GroupId;
  readonly message: Message;
}

/** Asks for a piece of a snapshot. */
export interface FetchFrame {
  readonly kind: "fetch";
  readonly group: GroupId;
  readonly to: ReplicaId;
  readonly from: ReplicaId;
  readonly index: number;
  /** 0 is the manifest, and n the n-th file that it names. */
  readonly file: number;
  readonly position: number;
}

export interface ChunkFrame {
  readonly kind: "chunk";
  readonly group: GroupId;
  readonly to: ReplicaId;
  readonly from: ReplicaId;
  readonly index: number;
  readonly file: number;
  readonly position: number;
  /** The size of the whole file. */
  readonly total: number;
  readonly bytes: Uint8Array;
}

/** That snapshot is not, or no longer, there. */
export interface GoneFrame {
  readonly kind: "gone";
  readonly group: GroupId;
  readonly to: ReplicaId;
  readonly from: ReplicaId;
  readonly index: number;
}

/** The hash of the sender's state at an index. */
export interface StateFrame {
  readonly kind: "state";
  readonly group: GroupId;
  readonly to: ReplicaId;
  readonly from: ReplicaId;
  readonly index: number;
  /** Of what is hashed, and how: only equal ones are compared. */
  readonly version: number;
  readonly high: number;
  readonly low: number;
  /** Because the receiver said something else. */
  readonly isAnswer: boolean;
  /** The sender waits for a snapshot to take the place of its state. */
  readonly wantsSnapshot: boolean;
  /** The sender's latest snapshot; 0 if it has none. */
  readonly snapshotIndex: number;
}
