/** The status codes of gRPC, https://grpc.github.io/grpc/core/md_doc_statuscodes.html. */
export const Status = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

export type Status = (typeof Status)[keyof typeof Status];

const names = Object.keys(Status) as readonly (keyof typeof Status)[];

export function statusName(code: Status): keyof typeof Status {
  return names[code] ?? "UNKNOWN";
}

/** The code in a `grpc-status` header. Whatever is no code of today is UNKNOWN, as the protocol asks. */
export function parseStatus(text: string): Status {
  const code = /^[0-9]{1,2}$/.test(text) ? Number(text) : Status.UNKNOWN;
  return code < names.length ? (code as Status) : Status.UNKNOWN;
}

/**
 * What a response without `grpc-status` means, by its HTTP status: "HTTP to gRPC Status Code Mapping" of gRPC. It did
 * not come from a gRPC server, but from something on the way.
 */
export function statusOfHttp(httpStatus: number): Status {
  switch (httpStatus) {
    case 400:
      return Status.INTERNAL;
    case 401:
      return Status.UNAUTHENTICATED;
    case 403:
      return Status.PERMISSION_DENIED;
    case 404:
      return Status.UNIMPLEMENTED;
    case 429:
    case 502:
    case 503:
    case 504:
      return Status.UNAVAILABLE;
    default:
      return Status.UNKNOWN;
  }
}

/**
 * What a reset stream means to a client, by the error code of RST_STREAM: "HTTP2 Transport Mapping, Errors" of gRPC.
 * REFUSED_STREAM says that nothing was processed.
 */
export function statusOfReset(errorCode: number): Status {
  switch (errorCode) {
    case 0x7:
      return Status.UNAVAILABLE;
    case 0x8:
      return Status.CANCELLED;
    case 0xb:
      return Status.RESOURCE_EXHAUSTED;
    case 0xc:
      return Status.PERMISSION_DENIED;
    default:
      return Status.INTERNAL;
  }
}
