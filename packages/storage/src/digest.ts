/** A SHA-256 of bytes that come one piece after the other. */
export interface Digest {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}
