import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import protobuf from "protobufjs";
import descriptors from "protobufjs/ext/descriptor.js";
import { anyMessage, codecOf, messageNames } from "../messages.test-helper.js";
import { fileDescriptors, schema, toJson } from "./index.js";

const root = new protobuf.Root();
for (const { path } of schema) {
  const text = readFileSync(new URL(`../../proto/${path}`, import.meta.url), "utf8");
  protobuf.parse(text, root, { keepCase: true });
}
root.resolveAll();

function plain(type: protobuf.Type, bytes: Uint8Array): unknown {
  return type.toObject(type.decode(bytes), { longs: String, bytes: String, enums: String });
}

/** What it reads from descriptors has its own names. */
function declarationOf({ name, id, type, repeated, partOf }: protobuf.Field): unknown {
  return [protobuf.util.jsonName(name), id, type.split(".").at(-1), repeated, partOf?.name];
}

describe("protobufjs", () => {
  for (const name of messageNames) {
    const [codec, type] = [codecOf(name), root.lookupType(name)];

    test(`reads and writes ${name} as we do`, () => {
      fc.assert(
        fc.property(anyMessage(name), (message) => {
          const wire = codec.encode(message);
          assert.deepEqual(plain(type, wire), toJson(name, message));
          assert.deepEqual(codec.decode(type.encode(type.decode(wire)).finish()), message);
        }),
        { numRuns: 10 },
      );
    });
  }

  test("finds in the descriptors what the .proto files declare", () => {
    const files = fileDescriptors().map((bytes) => descriptors.FileDescriptorProto.decode(bytes));
    const described = (protobuf.Root as unknown as { fromDescriptor: (set: object) => protobuf.Root }).fromDescriptor({
      file: files,
    });
    described.resolveAll();
    for (const name of messageNames) {
      const [ours, theirs] = [described, root].map((from) => from.lookupType(name).fieldsArray.map(declarationOf));
      assert.deepEqual(ours, theirs, name);
    }
  });
});
