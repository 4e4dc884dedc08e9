import type { Id } from "@keyval/api";

/**
 * What a command did to one key. A key changes at most once per revision, so whoever needs its value, or the version
 * before it, later than this event is at hand asks for the key at `mod`, or at `mod - 1`.
 */
export interface KeyEvent {
  readonly isDelete: boolean;
  readonly key: Uint8Array;
  /** When the key came to be, and how often it was put since; 0 for a deletion. */
  readonly create: number;
  readonly version: number;
  /** The revision of the command, and which of its changes this is. */
  readonly mod: number;
  readonly sub: number;
  /** 0 for none. */
  readonly lease: Id;
  /** Where it is still at hand; empty for a deletion. */
  readonly value: Uint8Array | undefined;
  /** Whether the key was there before. Its last version may have been compacted since. */
  readonly hasPrevious: boolean;
}
