import type { ClientHooks } from "./hooks.js";

/** `SpanKind.CLIENT` of OpenTelemetry. */
const CLIENT = 2;

/** `SpanStatusCode.ERROR` of OpenTelemetry. */
const ERROR = 2;

/** As much of OpenTelemetry's `Tracer` as is needed. */
export interface Tracer {
  startSpan(name: string, options: { kind: number; attributes: Record<string, string> }): Span;
}

/** As much of OpenTelemetry's `Span` as is needed. */
export interface Span {
  spanContext(): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
  setAttribute(name: string, value: string): unknown;
  setStatus(status: { code: number; message?: string }): unknown;
  end(): void;
}

/**
 * Hooks that make a span of every call, named and described as the semantic conventions for RPC have it, and tell the
 * server of it by `traceparent`. A span lasts from the call to its end, all attempts included.
 */
export function traceCalls(tracer: Tracer): ClientHooks {
  return {
    callStarted: ({ rpcService, rpcMethod }) => {
      const attributes = { "rpc.system": "grpc", "rpc.service": rpcService, "rpc.method": rpcMethod };
      const span = tracer.startSpan(`${rpcService}/${rpcMethod}`, { kind: CLIENT, attributes });
      const { traceId, spanId, traceFlags } = span.spanContext();
      return {
        metadata: { traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}` },
        attempt: (endpoint) => {
          span.setAttribute("server.address", endpoint);
        },
        ended: (error) => {
          if (error !== undefined) {
            span.setAttribute("error.type", error.code);
            span.setStatus({ code: ERROR, message: error.message });
          }
          span.end();
        },
      };
    },
  };
}
