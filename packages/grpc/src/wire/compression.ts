/** A way to make messages smaller; `gzip` stands in the transport, because it needs Node. */
export interface Compression {
  /** As in `grpc-encoding`. */
  readonly name: string;
  /** Undefined for a message that should go as it is. */
  compress(message: Uint8Array): Uint8Array | undefined;
  /** `tooLarge` where the message would have more than `bytesMax` bytes; it must not be unpacked to find out. */
  decompress(message: Uint8Array, bytesMax: number): Decompressed;
}

export type Decompressed = Uint8Array | "tooLarge" | "damaged";
