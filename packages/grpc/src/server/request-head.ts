import { type EncodedHeaders, encodeHeaders } from "../hpack/encoded-headers.js";
import type { HeaderBlock } from "../hpack/header-block.js";
import type { Codings } from "../service/codings.js";
import type { Compression } from "../wire/compression.js";
import { Metadata, type ReadonlyMetadata } from "../wire/metadata.js";
import { encodeStatusMessage } from "../wire/status-message.js";
import { Status } from "../wire/status.js";
import { parseTimeout } from "../wire/timeout.js";
import { endDetails, endOf } from "./responses.js";
import type { Route, Routes } from "./route.js";

/** Why a request never reaches a handler: the whole answer to it. */
export interface Refusal {
  readonly headers: EncodedHeaders;
  readonly more: EncodedHeaders | undefined;
}

/** What the headers of a request mean, found out once for all calls whose headers are the same. */
export class RequestHead {
  readonly #block: HeaderBlock;
  readonly route: Route | undefined;
  readonly refusal: Refusal | undefined;
  /** Not for gRPC at all. */
  readonly isForeign: boolean = false;
  /** Infinity where the client set no deadline. */
  readonly timeoutMs: number = Infinity;
  /** How the client may compress, and how it is answered: what it writes it can read. */
  readonly compression: Compression | undefined;
  #metadata: ReadonlyMetadata | undefined;

  constructor(block: HeaderBlock, routes: Routes, codings: Codings) {
    this.#block = block;
    if (!isGrpc(block.get("content-type"))) {
      this.isForeign = true;
      this.refusal = unsupportedMediaType;
      return;
    }
    if (block.get(":method") !== "POST") {
      this.refusal = methodNotAllowed;
      return;
    }
    const timeout = block.get("grpc-timeout");
    if (timeout !== undefined) {
      const timeoutMs = parseTimeout(timeout);
      if (timeoutMs === undefined) {
        this.refusal = refuse(
          Status.INTERNAL,
          "grpc-timeout is malformed: it takes up to eight digits and one of HMSmun",
        );
        return;
      }
      this.timeoutMs = timeoutMs;
    }
    const path = block.get(":path") ?? "";
    const encoding = block.get("grpc-encoding");
    const compression = codings.find(encoding);
    if (compression === "unknown") {
      this.refusal = refuseCoding(encoding ?? "", codings.accepted);
      return;
    }
    this.compression = compression;
    this.route = routes.find(path);
    if (this.route === undefined) this.refusal = refuse(Status.UNIMPLEMENTED, routes.unknown(path));
  }

  get metadata(): ReadonlyMetadata {
    return (this.#metadata ??= Metadata.ofHeaders(this.#block));
  }
}

const unsupportedMediaType: Refusal = { headers: encodeHeaders([[":status", "415"]]), more: undefined };

const methodNotAllowed: Refusal = {
  headers: encodeHeaders([
    [":status", "405"],
    ["allow", "POST"],
  ]),
  more: undefined,
};

/** "application/grpc", with what it carries behind "+" or ";", if the client says so. */
function isGrpc(contentType = ""): boolean {
  return contentType.startsWith("application/grpc") && /^(?:$|[+;])/.test(contentType.slice("application/grpc".length));
}

function refuse(code: Status, message: string): Refusal {
  return { headers: endOf(code, true), more: endDetails(message, undefined) };
}

/** "Compression" in gRPC over HTTP/2: the answer says what would have been understood. */
function refuseCoding(name: string, accepted: string): Refusal {
  const message = encodeStatusMessage(`grpc-encoding ${name} is not known here, take one of ${accepted}`);
  const more = encodeHeaders([
    ["grpc-message", message],
    ["grpc-accept-encoding", accepted],
  ]);
  return { headers: endOf(Status.UNIMPLEMENTED, true), more };
}
