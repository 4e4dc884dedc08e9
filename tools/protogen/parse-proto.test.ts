import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Linker } from "./linked.js";
import { parseProto } from "./parse-proto.js";

const file = (body: string): string => `syntax = "proto3";\npackage shop;\n${body}\n`;

describe("a .proto file", () => {
  test("says what is declared in it, with the comments above", () => {
    const { messages, services } = parseProto(
      "shop.proto",
      file(`
        service Shop { rpc Buy(stream Order) returns (Order); }
        // An order.
        message Order {
          enum State { NEW = 0; }
          // In cents.
          int64 price = 1;
          repeated uint64 ID = 2 [jstype = JS_STRING];
          oneof by { string card = 3; }
        }`),
    );
    const [order] = messages;
    assert.deepEqual(order?.comment, ["An order."]);
    assert.deepEqual(
      order.fields.map(({ name, number, type, isRepeated, oneof, isId, comment }) => [
        name,
        number,
        type,
        isRepeated,
        oneof,
        isId,
        comment,
      ]),
      [
        ["price", 1, "int64", false, undefined, false, ["In cents."]],
        ["ID", 2, "uint64", true, undefined, true, []],
        ["card", 3, "string", false, "by", false, []],
      ],
    );
    assert.deepEqual(order.enums[0]?.values, [{ name: "NEW", number: 0 }]);
    const buy = { name: "Buy", request: "Order", response: "Order", clientStreams: true, serverStreams: false };
    assert.deepEqual(services[0]?.methods, [buy]);
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ["what the generator does not know", "option java_package = 1;", /shop\.proto:3 begins with option/],
    [
      "an option that it does not know",
      "message A { int64 a = 1 [deprecated = true]; }",
      /has deprecated where jstype/,
    ],
    ["a sign that is none", "message A { int64 a = 1? }", /has a sign that is not understood/],
    ["no end", "message A {", /ends too early/],
  ];
  for (const [what, body, error] of refused) {
    test(`with ${what} is refused`, () => assert.throws(() => parseProto("shop.proto", file(body)), error));
  }

  test("that names a type which nobody declares is refused", () => {
    const shop = parseProto("shop.proto", file("message A { B b = 1; }"));
    const [message] = shop.messages;
    assert.throws(() => new Linker([shop]).typeOf(shop, message, "B"), /no file declares: B/);
  });
});
