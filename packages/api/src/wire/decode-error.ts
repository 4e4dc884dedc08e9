const SENTENCES = {
  truncated: "The message ends in the middle of a field: send all of its bytes.",
  varint: "A number is longer than 64 bits: encode it as a varint of at most ten bytes.",
  field: "A field has the number 0 or one beyond 2^29 - 1: use the numbers of the .proto file.",
  wireType: "A field is not encoded as its type demands: use the types of the .proto file.",
  group: "A group ends that did not begin, or with another number: use fields instead of groups.",
  text: "A string is not valid UTF-8: send text as UTF-8, or use a field of type bytes.",
  depth: "Messages are nested too deep: use fewer levels.",
} as const;

export type DecodeErrorCode = keyof typeof SENTENCES;

/** Bytes that are no such message. Nothing has been changed by them. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  readonly code: DecodeErrorCode;

  constructor(code: DecodeErrorCode) {
    super(SENTENCES[code]);
    this.code = code;
  }
}
