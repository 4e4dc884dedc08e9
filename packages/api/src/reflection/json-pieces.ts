import { fieldsOf } from "./lookup.js";
import { fieldJson, isLeftOut, toJson } from "./to-json.js";

/** The text of `toJson`, piece by piece: no piece holds more than one message, without the messages inside it. */
export function* jsonPieces(message: string, value: object): Generator<string, void> {
  if (isFlat(message)) {
    yield JSON.stringify(toJson(message, value));
    return;
  }
  let separator = "{";
  for (const field of fieldsOf(message)) {
    const content: unknown = (value as Record<string, unknown>)[field.property];
    if (isLeftOut(field, content)) continue;
    yield `${separator}"${field.name}":`;
    separator = ",";
    if (field.type !== "message") yield JSON.stringify(fieldJson(field, content));
    else if (Array.isArray(content)) yield* listPieces(field.of ?? "", content as readonly object[]);
    else yield* jsonPieces(field.of ?? "", content as object);
  }
  yield separator === "{" ? "{}" : "}";
}

function* listPieces(message: string, elements: readonly object[]): Generator<string, void> {
  let separator = "[";
  for (const element of elements) {
    yield separator;
    separator = ",";
    yield* jsonPieces(message, element);
  }
  yield "]";
}

/** There are no messages inside. */
function isFlat(message: string): boolean {
  return fieldsOf(message).every(({ type }) => type !== "message");
}
