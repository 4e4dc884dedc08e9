import { bytesOfBase64, JsonError, JsonReader, type JsonValue } from "@keyval/api/reflection";
import { badRequest, type Problem } from "./problem.js";

export interface Pair {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

const FIELDS: readonly string[] = ["key", "keyBase64", "value", "valueBase64"];

/** `{"key","value"}` in JSON; each may be given in base64 instead. */
export function readPair(body: Uint8Array): Pair | Problem {
  let json: JsonValue;
  try {
    const reader = new JsonReader(Buffer.from(body.buffer, body.byteOffset, body.length).toString());
    json = reader.next();
    if (!reader.isAtEnd) return badRequest("the body is one object in JSON: there is something behind it");
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return badRequest(error.message);
  }
  if (!(json instanceof Map)) return badRequest('the body is an object in JSON: {"key":"…","value":"…"}');
  const object = json as ReadonlyMap<string, JsonValue>;
  const unknown = [...object.keys()].find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) return badRequest(`the body has ${unknown}: it takes ${FIELDS.join(", ")}`);
  const key = bytesIn(object, "key");
  const value = bytesIn(object, "value");
  if (key === undefined) return badRequest("the body needs key as a string, or keyBase64 in base64");
  if (value === undefined) return badRequest("the body needs value as a string, or valueBase64 in base64");
  return { key, value };
}

/** Undefined if there is none, or two, or what is there is of the wrong kind. */
function bytesIn(object: ReadonlyMap<string, JsonValue>, name: string): Uint8Array | undefined {
  const [text, encoded] = [object.get(name), object.get(`${name}Base64`)];
  if (typeof text === "string" && encoded === undefined) return Buffer.from(text);
  return typeof encoded === "string" && text === undefined ? bytesOfBase64(encoded) : undefined;
}
