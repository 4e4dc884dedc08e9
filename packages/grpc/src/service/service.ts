/** How one message type becomes bytes and back. */
export interface Codec<T> {
  encode(message: T): Uint8Array;
  /** The bytes are lent: what is kept of them is copied. Throws where they are no such message. */
  decode(bytes: Uint8Array): T;
}

export type MethodKind = "unary" | "clientStream" | "serverStream" | "bidi";

/** One method of a service, as both sides have to know it. */
export interface Method<Request, Response, Kind extends MethodKind = MethodKind> {
  /** `/package.Service/Method`, as it stands on the wire. */
  readonly path: string;
  readonly kind: Kind;
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
}

export type AnyMethod = Method<unknown, unknown>;

export interface Service {
  /** `package.Service` */
  readonly name: string;
  readonly methods: Readonly<Record<string, AnyMethod>>;
}

/** Messages as the bytes that they are. */
export const bytesCodec: Codec<Uint8Array> = { encode: (bytes) => bytes, decode: (bytes) => bytes };

/** The same method for who reads and writes the bytes of its messages itself. */
export function raw<Kind extends MethodKind>(
  method: Method<never, never, Kind> | Method<unknown, unknown, Kind>,
): Method<Uint8Array, Uint8Array, Kind> {
  return { path: method.path, kind: method.kind, request: bytesCodec, response: bytesCodec };
}
