import { type AnyMethod, type CallTally, Status, statusName } from "@keyval/grpc";
import type { Registry, Rows } from "./registry.js";

/** What a server counts of its calls. */
export interface CallSource {
  tallies(): Iterable<readonly [method: AnyMethod, tally: CallTally]>;
}

const KINDS = {
  unary: "unary",
  clientStream: "client_stream",
  serverStream: "server_stream",
  bidi: "bidi_stream",
} as const;

const METHOD_LABELS = ["grpc_type", "grpc_service", "grpc_method"];

/** Calls of clients by method, as gRPC's middleware for Prometheus counts them. */
export function callMetrics(registry: Registry, calls: CallSource): void {
  const read = (name: string, help: string, count: (tally: CallTally) => number): void => {
    registry.readRows("counter", { name, help, labels: METHOD_LABELS }, function* (): Rows {
      for (const [method, tally] of calls.tallies()) yield [labelsOf(method), count(tally)];
    });
  };
  read("grpc_server_started_total", "Calls that were begun.", ({ started }) => started);
  read("grpc_server_msg_received_total", "Messages that clients sent.", ({ received }) => received);
  read("grpc_server_msg_sent_total", "Messages that clients were sent.", ({ sent }) => sent);
  const handled = {
    name: "grpc_server_handled_total",
    help: "Calls that have ended, by how they did.",
    labels: [...METHOD_LABELS, "grpc_code"],
  };
  registry.readRows("counter", handled, function* (): Rows {
    for (const [method, { ended }] of calls.tallies()) {
      const labels = labelsOf(method);
      for (const [code, count] of ended.entries()) yield [[...labels, codeName(code as Status)], count];
    }
  });
  const sum = (name: string, help: string, bytes: (tally: CallTally) => number): void => {
    registry.read("counter", { name, help }, () => {
      let all = 0;
      for (const [, tally] of calls.tallies()) all += bytes(tally);
      return all;
    });
  };
  sum(
    "etcd_network_client_grpc_received_bytes_total",
    "Bytes of messages that clients sent over gRPC.",
    ({ receivedBytes }) => receivedBytes,
  );
  sum(
    "etcd_network_client_grpc_sent_bytes_total",
    "Bytes of messages that clients were sent over gRPC.",
    ({ sentBytes }) => sentBytes,
  );
}

/** In the order of `METHOD_LABELS`. */
export function labelsOf({ kind, path }: AnyMethod): string[] {
  const [, service = "", method = ""] = path.split("/");
  return [KINDS[kind], service, method];
}

/** As Go's gRPC writes them: `DeadlineExceeded`, and `OK`. */
function codeName(code: Status): string {
  if (code === Status.OK) return "OK";
  // One `l`, unlike the constant.
  if (code === Status.CANCELLED) return "Canceled";
  const words = statusName(code).toLowerCase().split("_");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
