import { ProtoWriter } from "../wire/proto.js";

type Write = (writer: ProtoWriter) => void;

/** A message with its name as field 1 and whatever else, as most declarations in descriptor.proto begin. */
export function declaration(name: string, write: Write = () => undefined): Uint8Array {
  const writer = new ProtoWriter().text(1, name);
  write(writer);
  return writer.finish();
}

/** shop.proto: package shop; imports common.proto. Declares something of every kind. */
export const shopFile = declaration("shop.proto", (file) => {
  file.text(2, "shop").text(3, "common.proto").text(3, "not-passed-in.proto");
  file.message(
    4,
    declaration("Order", (message) => {
      message.message(2, declaration("amount")).message(8, declaration("payment"));
      message.message(3, declaration("Line"));
      message.message(
        4,
        declaration("State", (state) => state.message(2, declaration("OPEN"))),
      );
      message.message(
        6,
        declaration("note", (field) => field.text(2, ".common.Base").number(3, 1000)),
      );
    }),
  );
  file.message(
    5,
    declaration("Color", (color) => color.message(2, declaration("RED"))),
  );
  file.message(
    6,
    declaration("Shop", (service) => service.message(2, declaration("Buy"))),
  );
  file.message(
    7,
    declaration("extra", (field) => field.text(2, ".common.Base").number(3, 101)),
  );
});

/** common.proto imports shop.proto in turn, which no compiler would allow and a reader must survive. */
export const commonFile = declaration("common.proto", (file) => {
  file.text(2, "common").text(3, "shop.proto").message(4, declaration("Base")).message(4, declaration("Leaf"));
});

/** A file without a package. */
export const plainFile = declaration("plain.proto", (file) => file.message(6, declaration("Alone")));
