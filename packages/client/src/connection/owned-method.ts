import type { Init, MessageCodec } from "@keyval/api";
import type { Method, MethodKind } from "@keyval/grpc";

/** A method as the api describes it. */
export interface ApiMethod<Request, Response, Kind extends MethodKind = MethodKind> {
  readonly path: string;
  readonly kind: Kind;
  readonly request: MessageCodec<Request>;
  readonly response: MessageCodec<Response>;
}

/** The same method with responses that belong to who gets them: the bytes that they are read from are only lent. */
export function owned<Request, Response, Kind extends MethodKind>(
  method: ApiMethod<Request, Response, Kind>,
): Method<Init<Request>, Response, Kind> {
  const { path, kind, request, response } = method;
  const decode = (bytes: Uint8Array): Response => response.decode(new Uint8Array(bytes));
  // Responses are only read here, and requests only written.
  return {
    path,
    kind,
    request: { encode: (message) => request.encode(message), decode: unused },
    response: { encode: unused, decode },
  };
}

function unused(): never {
  throw new TypeError("a client writes requests and reads responses");
}
