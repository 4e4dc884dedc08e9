/** What a .proto file says, as far as KeyVal's files say anything. Comments are those right above, a line each. */
export interface ProtoFile {
  /** Below the folder of all .proto files: `etcdserverpb/kv.proto`. */
  readonly path: string;
  readonly package: string;
  readonly imports: readonly string[];
  readonly messages: readonly Message[];
  readonly enums: readonly Enum[];
  readonly services: readonly Service[];
}

export interface Message {
  readonly name: string;
  readonly comment: readonly string[];
  readonly fields: readonly Field[];
  readonly oneofs: readonly string[];
  readonly enums: readonly Enum[];
}

export interface Field {
  readonly name: string;
  readonly number: number;
  readonly comment: readonly string[];
  /** A scalar, or a message or enum as the file calls it. */
  readonly type: string;
  readonly isRepeated: boolean;
  readonly oneof: string | undefined;
  /** Declared `jstype = JS_STRING`: compared and never counted with. */
  readonly isId: boolean;
}

export interface Enum {
  readonly name: string;
  readonly comment: readonly string[];
  readonly values: readonly EnumValue[];
}

export interface EnumValue {
  readonly name: string;
  readonly number: number;
}

export interface Service {
  readonly name: string;
  readonly comment: readonly string[];
  readonly methods: readonly Method[];
}

export interface Method {
  readonly name: string;
  readonly request: string;
  readonly response: string;
  readonly clientStreams: boolean;
  readonly serverStreams: boolean;
}

export const SCALARS = ["bool", "int32", "uint32", "int64", "uint64", "string", "bytes"] as const;

export type Scalar = (typeof SCALARS)[number];

export function isScalar(type: string): type is Scalar {
  return (SCALARS as readonly string[]).includes(type);
}
