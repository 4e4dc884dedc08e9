/** What a .proto file declares, for code that treats all messages alike: JSON, reflection, tests. */
export interface FileSchema {
  /** As other files import it: `etcdserverpb/kv.proto`. */
  readonly path: string;
  readonly package: string;
  readonly imports: readonly string[];
  readonly messages: readonly MessageSchema[];
  readonly enums: readonly EnumSchema[];
  readonly services: readonly ServiceSchema[];
}

export interface MessageSchema {
  readonly name: string;
  /** In the order of their numbers. */
  readonly fields: readonly FieldSchema[];
  readonly enums: readonly EnumSchema[];
}

export type FieldType = "bool" | "int32" | "uint32" | "int64" | "uint64" | "string" | "bytes" | "message" | "enum";

export interface FieldSchema {
  readonly number: number;
  /** As in the .proto file, and in etcd's JSON. */
  readonly name: string;
  /** As in the decoded message. */
  readonly property: string;
  readonly type: FieldType;
  /** The full name of the message or enum. */
  readonly of?: string;
  readonly isRepeated?: true;
  /** Of fields that share one, at most one is set. */
  readonly oneof?: string;
  /** An `Id`, not a number. */
  readonly isId?: true;
}

export interface EnumSchema {
  readonly name: string;
  readonly values: Readonly<Record<string, number>>;
}

export interface ServiceSchema {
  readonly name: string;
  readonly methods: readonly MethodSchema[];
}

export interface MethodSchema {
  readonly name: string;
  /** Full names of messages. */
  readonly request: string;
  readonly response: string;
  readonly kind: "unary" | "clientStream" | "serverStream" | "bidi";
}
