/** A way to make messages smaller; gzip stands in the transport, because it needs Node. */
export interface Compression {
  /** As in `grpc-encoding`. */
  readonly name: string;
  /** Undefined for a message that should go as it is. */
  compress(message: Uint8Array): Uint8Array | undefined;
  /**
   * At once what takes little time, and else later by `done`, once and never from within. `tooLarge` where the message would have more
   * than `bytesMax` bytes; it must not be unpacked to find out.
   */
  decompress(message: Uint8Array, bytesMax: number, done: (unpacked: Decompressed) => void): Decompressed | Unpacking;
}

export type Decompressed = Uint8Array | "tooLarge" | "damaged";

/** A message that is unpacked aside, of which a copy was taken. */
export interface Unpacking {
  /** Nobody wants it any more: `done` is not called. */
  cancel(): void;
}
