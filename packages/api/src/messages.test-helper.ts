import fc from "fast-check";
import * as api from "./index.js";
import { enumOf, fieldsOf, schema, type FieldSchema } from "./reflection/index.js";

/** Any message: all fields are there under the names of the table. */
export type AnyMessage = Readonly<Record<string, unknown>>;

interface AnyCodec {
  readonly name: string;
  create(init?: AnyMessage): AnyMessage;
  encode(message: AnyMessage): Uint8Array;
  decode(bytes: Uint8Array): AnyMessage;
}

const exported: readonly unknown[] = Object.values(api);

function isCodec(value: unknown): value is AnyCodec {
  return typeof value === "object" && value !== null && "decode" in value && "encode" in value;
}

/** The codecs of all messages, by their full names. */
export const codecs: ReadonlyMap<string, AnyCodec> = new Map(
  exported.filter(isCodec).map((codec) => [codec.name, codec]),
);

/** The full names of all messages that the .proto files declare. */
export const messageNames = schema.flatMap((file) => file.messages.map(({ name }) => `${file.package}.${name}`));

export function codecOf(message: string): AnyCodec {
  const codec = codecs.get(message);
  if (codec === undefined) throw new Error(`index.ts does not export ${message}`);
  return codec;
}

const DEPTH_MAX = 4;

/** Messages of this kind with every kind of content; numbers and ids are the greatest more often than by chance. */
export function anyMessage(message: string, depth = 0): fc.Arbitrary<AnyMessage> {
  const fields = fieldsOf(message).filter((field) => field.type !== "message" || depth < DEPTH_MAX);
  const oneofs = [...new Set(fields.flatMap(({ oneof }) => oneof ?? []))];
  const chosen = fc.tuple(...oneofs.map((oneof) => anyMember(fields, oneof)));
  return chosen
    .chain((members) => {
      const present = fields.filter((field) => field.oneof === undefined || members.includes(field));
      return fc.record(Object.fromEntries(present.map((field) => [field.property, anyContent(field, depth)])), {
        requiredKeys: present.filter(({ oneof }) => oneof !== undefined).map(({ property }) => property),
      });
    })
    .map((init) => codecOf(message).create(init));
}

function anyMember(fields: readonly FieldSchema[], oneof: string): fc.Arbitrary<FieldSchema | undefined> {
  return fc.constantFrom(undefined, ...fields.filter((field) => field.oneof === oneof));
}

function anyContent(field: FieldSchema, depth: number): fc.Arbitrary<unknown> {
  const element = anyElement(field, depth);
  return field.isRepeated === true ? fc.array(element, { maxLength: 4 }) : element;
}

function anyElement({ type, of = "", isId }: FieldSchema, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case "bool":
      return fc.boolean();
    case "int32":
      return fc.integer();
    case "uint32":
      return fc.integer({ min: 0, max: 2 ** 32 - 1 });
    case "int64":
      return isId === true ? anyId(-(2n ** 63n), 2n ** 63n - 1n) : fc.oneof(anyEdge, fc.maxSafeInteger());
    case "uint64":
      return isId === true ? anyId(0n, 2n ** 64n - 1n) : fc.oneof(anyEdge, fc.maxSafeNat());
    case "string":
      return fc.string({ unit: "binary", maxLength: 20 });
    case "bytes":
      return fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes));
    case "enum":
      return fc.oneof(fc.constantFrom(...Object.values(enumOf(of).values)), fc.integer());
    case "message":
      return anyMessage(of, depth + 1);
  }
}

/** Around the numbers at which something changes. */
const anyEdge = fc
  .tuple(
    fc.constantFrom(2 ** 7, 2 ** 14, 2 ** 28, 2 ** 31, 2 ** 32, 2 ** 35, 2 ** 52, 2 ** 53 - 2),
    fc.integer({ min: -1, max: 1 }),
  )
  .map(([edge, step]) => edge + step);

function anyId(min: bigint, max: bigint): fc.Arbitrary<api.Id> {
  return fc.oneof(
    anyEdge,
    fc
      .bigInt({ min, max })
      .map((id) => (BigInt(Number(id)) === id && Number.isSafeInteger(Number(id)) ? Number(id) : id)),
  );
}
