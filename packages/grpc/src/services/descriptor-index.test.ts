import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DescriptorIndex } from "./descriptor-index.js";
import { commonFile, plainFile, shopFile } from "./descriptor.test-helper.js";

void describe("DescriptorIndex", () => {
  const index = new DescriptorIndex([shopFile, commonFile, plainFile]);

  it("lists the services in order", () => {
    assert.deepEqual(index.services, ["Alone", "shop.Shop"]);
  });

  it("gives a file with what it imports, each once, as far as it was passed in", () => {
    assert.deepEqual(index.fileByName("shop.proto"), [shopFile, commonFile]);
    assert.deepEqual(index.fileByName("plain.proto"), [plainFile]);
    assert.equal(index.fileByName("not-passed-in.proto"), undefined);
  });

  const symbols = {
    message: "shop.Order",
    "message in a message": "shop.Order.Line",
    field: "shop.Order.amount",
    oneof: "shop.Order.payment",
    "enumeration in a message": "shop.Order.State",
    "its value, beside it": "shop.Order.OPEN",
    enumeration: "shop.Color",
    value: "shop.RED",
    service: "shop.Shop",
    method: "shop.Shop.Buy",
    extension: "shop.extra",
    "extension in a message": "shop.Order.note",
  };
  for (const [kind, symbol] of Object.entries(symbols)) {
    it(`finds a symbol: ${kind}`, () => assert.equal(index.fileBySymbol(symbol)?.[0], shopFile));
  }
  for (const symbol of ["", "shop", "Order", ".shop.Order", "shop.Order.State.OPEN", "__proto__"]) {
    it(`knows nothing of "${symbol}"`, () => assert.equal(index.fileBySymbol(symbol), undefined));
  }

  it("knows extensions by type and number", () => {
    assert.deepEqual(index.extensionNumbers("common.Base"), [101, 1000]);
    assert.deepEqual(index.extensionNumbers("common.Leaf"), []);
    assert.equal(index.extensionNumbers("common.Nothing"), undefined);
    assert.equal(index.fileByExtension("common.Base", 101)?.[0], shopFile);
    assert.equal(index.fileByExtension("common.Base", 102), undefined);
  });

  it("refuses what is no descriptor", () => {
    assert.throws(() => new DescriptorIndex([Uint8Array.of(255)]), { message: /no FileDescriptorProto/ });
    assert.throws(() => new DescriptorIndex([Uint8Array.of(10, 1, 255)]), { message: /not UTF-8/ });
  });
});
