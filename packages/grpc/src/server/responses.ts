import { type EncodedHeaders, encodeHeaders } from "../hpack/encoded-headers.js";
import type { Compression } from "../wire/compression.js";
import type { Metadata } from "../wire/metadata.js";
import { encodeStatusMessage } from "../wire/status-message.js";
import { Status } from "../wire/status.js";

type Field = readonly [name: string, value: string];

const HEADERS: readonly Field[] = [
  [":status", "200"],
  ["content-type", "application/grpc"],
];

const plainHeaders = encodeHeaders(HEADERS);
const codes = Object.values(Status);
const trailers = codes.map((code) => encodeHeaders([["grpc-status", String(code)]]));
const trailersOnly = codes.map((code) => encodeHeaders([...HEADERS, ["grpc-status", String(code)]]));
const compressedHeaders = new WeakMap<Compression, EncodedHeaders>();

/** The headers of every response that has messages, but for metadata. */
export function responseHeaders(compression: Compression | undefined): EncodedHeaders {
  if (compression === undefined) return plainHeaders;
  const known = compressedHeaders.get(compression) ?? encodeHeaders([...HEADERS, ["grpc-encoding", compression.name]]);
  compressedHeaders.set(compression, known);
  return known;
}

/** What ends a response with this code: behind its messages, or without any. */
export function endOf(code: Status, isOnly: boolean): EncodedHeaders {
  return (isOnly ? trailersOnly : trailers)[code] ?? plainHeaders;
}

export const okTrailers = endOf(Status.OK, false);

/** The message of a status and metadata, to follow `endOf`; undefined where there is nothing to say. */
export function endDetails(message: string, metadata: Metadata | undefined): EncodedHeaders | undefined {
  if (message === "" && metadata === undefined) return undefined;
  const fields: Field[] = message === "" ? [] : [["grpc-message", encodeStatusMessage(message)]];
  return encodeHeaders(metadata === undefined ? fields : [...fields, ...metadata]);
}
