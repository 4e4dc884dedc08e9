import type { HeaderBlock } from "../hpack/header-block.js";
import type { Codings } from "../service/codings.js";
import type { Compression } from "../wire/compression.js";
import type { Fault } from "../wire/message-faults.js";
import { Metadata, type ReadonlyMetadata } from "../wire/metadata.js";
import { decodeStatusMessage } from "../wire/status-message.js";
import { parseStatus, Status, statusOfHttp } from "../wire/status.js";

/** What the headers of a response mean, found out once for all calls whose headers are the same. */
export class ResponseHead {
  readonly #block: HeaderBlock;
  /** Why no messages will follow that mean anything. */
  readonly fault: Fault | undefined;
  readonly compression: Compression | undefined;
  #metadata: ReadonlyMetadata | undefined;

  private constructor(block: HeaderBlock, codings: Codings) {
    this.#block = block;
    const compression = codings.find(block.get("grpc-encoding"));
    this.fault = foreign(block);
    if (compression !== "unknown") this.compression = compression;
    else {
      const name = block.get("grpc-encoding") ?? "";
      this.fault ??= { code: Status.INTERNAL, message: `the server compresses with ${name}, which was not offered` };
    }
  }

  static of(block: HeaderBlock, codings: Codings): ResponseHead {
    if (block.memo instanceof ResponseHead) return block.memo;
    const head = new ResponseHead(block, codings);
    block.memo = head;
    return head;
  }

  get metadata(): ReadonlyMetadata {
    return (this.#metadata ??= Metadata.ofHeaders(this.#block));
  }
}

/** How a call ended, by the trailers, or by the only headers of a response without messages. */
export class ResponseEnd {
  readonly #block: HeaderBlock;
  readonly code: Status;
  readonly message: string;
  #trailers: ReadonlyMetadata | undefined;

  private constructor(block: HeaderBlock) {
    this.#block = block;
    const status = block.get("grpc-status");
    const fault = status === undefined ? foreign(block) : undefined;
    this.code = status === undefined ? (fault?.code ?? Status.UNKNOWN) : parseStatus(status);
    this.message =
      status === undefined
        ? (fault?.message ?? "the server ended the call without a status")
        : decodeStatusMessage(block.get("grpc-message") ?? "");
  }

  static of(block: HeaderBlock): ResponseEnd {
    if (block.memo instanceof ResponseEnd) return block.memo;
    const end = new ResponseEnd(block);
    block.memo = end;
    return end;
  }

  get trailers(): ReadonlyMetadata {
    return (this.#trailers ??= Metadata.ofHeaders(this.#block));
  }
}

/** Something on the way has answered, not a gRPC server. Trailers have no `:status`, and are not judged by it. */
function foreign(block: HeaderBlock): Fault | undefined {
  const status = block.get(":status");
  if (status === undefined) return undefined;
  if (status !== "200") {
    return { code: statusOfHttp(Number(status)), message: `the answer is no gRPC: HTTP status ${status}` };
  }
  const type = block.get("content-type") ?? "";
  if (type.startsWith("application/grpc")) return undefined;
  return { code: Status.UNKNOWN, message: `the answer is no gRPC: its content-type is "${type}"` };
}
