import type { Codec, Method, MethodKind } from "../service/service.js";
import { ProtoWriter, protoNumber, readProto, type ProtoField } from "../wire/proto.js";

/** Of grpc/testing/messages.proto, as far as the cases use it; payloads are bytes of zeros, so their size is all. */
export interface SimpleRequest {
  readonly responseSize: number;
  readonly payloadSize: number;
  readonly status?: EchoStatus | undefined;
}

export interface EchoStatus {
  readonly code: number;
  readonly message: string;
}

/** Also StreamingOutputCallRequest: `responses` are the sizes and the pauses before them. */
export interface StreamingRequest {
  readonly responses: readonly { readonly size: number; readonly intervalUs: number }[];
  readonly payloadSize: number;
  readonly status?: EchoStatus | undefined;
}

const NO_BYTES = new Uint8Array(0);
const decoder = new TextDecoder();

function fieldsOf(bytes: Uint8Array): readonly ProtoField[] {
  const fields = readProto(bytes);
  if (fields === undefined) throw new RangeError("no message");
  return fields;
}

function bytesOf(fields: readonly ProtoField[], number: number): Uint8Array | undefined {
  return fields.findLast((field) => field.number === number)?.bytes;
}

/** Message Payload, whose body is field 2. */
function payload(size: number): Uint8Array {
  return new ProtoWriter().message(2, new Uint8Array(size)).finish();
}

function payloadSize(fields: readonly ProtoField[], number: number): number {
  return bytesOf(fieldsOf(bytesOf(fields, number) ?? NO_BYTES), 2)?.length ?? 0;
}

function writeStatus(writer: ProtoWriter, status: EchoStatus | undefined): ProtoWriter {
  if (status === undefined) return writer;
  return writer.message(7, new ProtoWriter().number(1, status.code).text(2, status.message).finish());
}

function readStatus(fields: readonly ProtoField[]): EchoStatus | undefined {
  const bytes = bytesOf(fields, 7);
  if (bytes === undefined) return undefined;
  const status = fieldsOf(bytes);
  return { code: protoNumber(status, 1), message: decoder.decode(bytesOf(status, 2)) };
}

const empty: Codec<object> = { encode: () => NO_BYTES, decode: () => ({}) };

const simpleRequest: Codec<SimpleRequest> = {
  encode: ({ responseSize, payloadSize: size, status }) =>
    writeStatus(new ProtoWriter().number(2, responseSize).message(3, payload(size)), status).finish(),
  decode: (bytes) => {
    const fields = fieldsOf(bytes);
    return { responseSize: protoNumber(fields, 2), payloadSize: payloadSize(fields, 3), status: readStatus(fields) };
  },
};

/** Also StreamingOutputCallResponse: the size of the payload. */
const payloadResponse: Codec<number> = {
  encode: (size) => new ProtoWriter().message(1, payload(size)).finish(),
  decode: (bytes) => payloadSize(fieldsOf(bytes), 1),
};

const streamingRequest: Codec<StreamingRequest> = {
  encode: ({ responses, payloadSize: size, status }) => {
    const writer = new ProtoWriter();
    for (const response of responses) {
      writer.message(2, new ProtoWriter().number(1, response.size).number(2, response.intervalUs).finish());
    }
    return writeStatus(writer.message(3, payload(size)), status).finish();
  },
  decode: (bytes) => {
    const fields = fieldsOf(bytes);
    const responses = fields
      .filter(({ number }) => number === 2)
      .map((field) => fieldsOf(field.bytes ?? NO_BYTES))
      .map((response) => ({ size: protoNumber(response, 1), intervalUs: protoNumber(response, 2) }));
    return { responses, payloadSize: payloadSize(fields, 3), status: readStatus(fields) };
  },
};

const aggregate: Codec<number> = {
  encode: (size) => new ProtoWriter().number(1, size).finish(),
  decode: (bytes) => protoNumber(fieldsOf(bytes), 1),
};

function method<Request, Response, Kind extends MethodKind>(
  name: string,
  kind: Kind,
  request: Codec<Request>,
  response: Codec<Response>,
): Method<Request, Response, Kind> {
  return { path: `/grpc.testing.${name}`, kind, request, response };
}

/** StreamingInputCallRequest: the size of the payload in field 1. */
export const testService = {
  name: "grpc.testing.TestService",
  methods: {
    emptyCall: method("TestService/EmptyCall", "unary", empty, empty),
    unaryCall: method("TestService/UnaryCall", "unary", simpleRequest, payloadResponse),
    streamingOutputCall: method("TestService/StreamingOutputCall", "serverStream", streamingRequest, payloadResponse),
    streamingInputCall: method("TestService/StreamingInputCall", "clientStream", payloadResponse, aggregate),
    fullDuplexCall: method("TestService/FullDuplexCall", "bidi", streamingRequest, payloadResponse),
  },
} as const;

/** What no server implements. */
export const unimplementedMethod = method("TestService/UnimplementedCall", "unary", empty, empty);
export const unimplementedService = method("UnimplementedService/UnimplementedCall", "unary", empty, empty);
