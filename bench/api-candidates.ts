import { readFileSync } from "node:fs";
import { createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import * as api from "@keyval/api";
import { fileDescriptors, schema } from "@keyval/api/reflection";
import { PbfReader, PbfWriter } from "pbf";
import protobuf from "protobufjs";

/** The messages that decide about speed. */
export const MESSAGES = ["PutRequest", "RangeResponse", "TxnRequest", "WatchResponse"] as const;
export type MessageName = (typeof MESSAGES)[number];

export interface Candidate {
  readonly name: string;
  readonly decode: (bytes: Uint8Array) => unknown;
  readonly encode: (message: unknown) => Uint8Array;
}

/** Each way to read and write the message that could have become ours. */
export async function candidatesFor(message: MessageName): Promise<readonly Candidate[]> {
  return [ours(message), withProtobufjs(message), withProtobufEs(message), await withPbf(message)];
}

function ours(message: MessageName): Candidate {
  const codec: { encode(message: unknown): Uint8Array; decode(bytes: Uint8Array): unknown } = api[message];
  return { name: "ours", decode: (bytes) => codec.decode(bytes), encode: (content) => codec.encode(content) };
}

function protoText(path: string): string {
  return readFileSync(new URL(`../../packages/api/proto/${path}`, import.meta.url), "utf8");
}

/** Its functions are compiled at run time, and are those that its command would write. */
function withProtobufjs(message: MessageName): Candidate {
  const root = new protobuf.Root();
  for (const { path } of schema) protobuf.parse(protoText(path), root);
  const type = root.lookupType(`etcdserverpb.${message}`);
  return {
    name: "protobufjs",
    decode: (bytes) => type.decode(bytes),
    encode: (content) => type.encode(content as object).finish(),
  };
}

/** Works from descriptors, generated code or not. */
function withProtobufEs(message: MessageName): Candidate {
  const file = fileDescriptors().map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
  const registry = createFileRegistry({ $typeName: FileDescriptorSetSchema.typeName, file });
  const type = registry.getMessage(`etcdserverpb.${message}`);
  if (type === undefined) throw new Error(`no descriptor has ${message}`);
  return {
    name: "protobuf-es",
    decode: (bytes) => fromBinary(type, bytes),
    encode: (content) => toBinary(type, content as Parameters<typeof toBinary>[1]),
  };
}

interface PbfCompiler {
  readonly compile: (parsed: unknown) => Record<string, unknown>;
}

interface PbfParser {
  readonly default: (text: string) => unknown;
}

/** A module that comes without types. */
async function untyped(module: string): Promise<unknown> {
  return import(module);
}

/** It knows one file: all of ours in one. */
async function withPbf(message: MessageName): Promise<Candidate> {
  const text = ["mvccpb/kv.proto", "etcdserverpb/header.proto", "etcdserverpb/kv.proto", "etcdserverpb/watch.proto"]
    .map(protoText)
    .join("\n")
    .replace(/^(syntax|package|import) .*$/gmu, "")
    .replaceAll("mvccpb.", "");
  const { compile } = (await untyped("pbf/compile")) as PbfCompiler;
  const { default: parse } = (await untyped("protocol-buffers-schema")) as PbfParser;
  const functions = compile(parse(`syntax = "proto3";\n${text}`));
  const read = functions[`read${message}`] as (reader: PbfReader) => unknown;
  const write = functions[`write${message}`] as (content: unknown, writer: PbfWriter) => void;
  return {
    name: "pbf",
    decode: (bytes) => read(new PbfReader(bytes)),
    encode: (content) => {
      const writer = new PbfWriter();
      write(content, writer);
      return writer.finish();
    },
  };
}
