import { type EncodedHeaders, encodeHeaders } from "../hpack/encoded-headers.js";
import { ENCODED_TIMEOUTS_MAX } from "../limits.js";
import type { Codings } from "../service/codings.js";
import type { Compression } from "../wire/compression.js";
import type { Metadata } from "../wire/metadata.js";
import { formatTimeout } from "../wire/timeout.js";

export interface RequestHeadersOptions {
  readonly scheme: "http" | "https";
  readonly authority: string;
  readonly userAgent: string;
  readonly codings: Codings;
}

/** The headers of requests: what every call of a method sends is encoded once. */
export class RequestHeaders {
  readonly #options: RequestHeadersOptions;
  readonly #plain = new Map<string, EncodedHeaders>();
  readonly #compressed = new Map<string, EncodedHeaders>();
  readonly #timeouts = new Map<number, EncodedHeaders>();

  constructor(options: RequestHeadersOptions) {
    this.#options = options;
  }

  /** What all calls of a method have in common. A program has a bounded number of methods. */
  common(path: string, compression: Compression | undefined): EncodedHeaders {
    const known = compression === undefined ? this.#plain : this.#compressed;
    let encoded = known.get(path);
    if (encoded === undefined) {
      encoded = this.#encode(path, compression);
      known.set(path, encoded);
    }
    return encoded;
  }

  /** What is this call's own. */
  own(timeoutMs: number, metadata: Metadata | undefined): EncodedHeaders | undefined {
    if (metadata === undefined) return timeoutMs === Infinity ? undefined : this.#timeout(timeoutMs);
    const timeout: [string, string][] = timeoutMs === Infinity ? [] : [["grpc-timeout", formatTimeout(timeoutMs)]];
    return encodeHeaders([...timeout, ...metadata]);
  }

  #timeout(timeoutMs: number): EncodedHeaders {
    const known = this.#timeouts.get(timeoutMs);
    if (known !== undefined) return known;
    const encoded = encodeHeaders([["grpc-timeout", formatTimeout(timeoutMs)]]);
    if (this.#timeouts.size < ENCODED_TIMEOUTS_MAX) this.#timeouts.set(timeoutMs, encoded);
    return encoded;
  }

  #encode(path: string, compression: Compression | undefined): EncodedHeaders {
    const { scheme, authority, userAgent, codings } = this.#options;
    return encodeHeaders([
      [":method", "POST"],
      [":scheme", scheme],
      [":path", path],
      [":authority", authority],
      ["te", "trailers"],
      ["content-type", "application/grpc"],
      ["user-agent", userAgent],
      ...(compression === undefined ? [] : ([["grpc-encoding", compression.name]] as const)),
      ...(codings.accepted === "identity" ? [] : ([["grpc-accept-encoding", codings.accepted]] as const)),
    ]);
  }
}
