import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Measurement } from "./bench.js";
import { STREAM_MESSAGE_BYTES, type AbuseKind, type ClientKind, type ServerKind, type Tls } from "./grpc-messages.js";
import { BenchAbuse, BenchLoad, BenchServer, H2load } from "./grpc-processes.js";

const SERVERS: readonly ServerKind[] = ["keyval", "http2", "grpc-js"];
const CLIENTS: readonly ClientKind[] = ["keyval", "grpc-js"];

/** What others need for a call as a multiple of what ours needs, in CPU time of the process that is compared. */
const FLOORS = { http2Server: 3, grpcJsServer: 6, grpcJsClient: 5 };

/** Of each figure with a bound, the median of so many runs that take turns with what they are compared with. */
const ROUNDS = 3;

/** A call of an honest client beside a hostile one, as a multiple of the time that it takes alone. */
const ABUSED_MOST = 3;

const ABUSES: readonly AbuseKind[] = ["rapid reset", "ping flood", "settings flood"];

const CALLS = 20_000;
const BULK_MESSAGES = 4_000;

/**
 * Unary calls with 256 bytes each way, streams, and calls beside a stream: client and server in processes of their own, ours
 * and others' one after the other in the same run.
 */
export async function* bench(): AsyncIterable<Measurement> {
  const servers = new Map<ServerKind, BenchServer>();
  for (const kind of SERVERS) servers.set(kind, await BenchServer.start(kind));
  const load = H2load.find();
  try {
    if (load === undefined) yield { name: "h2load is not installed (Debian: nghttp2-client)", value: 0, unit: "runs" };
    else yield* underH2load(servers, load);
    yield* clients(servers);
    yield* beside(servers);
  } finally {
    load?.remove();
    for (const server of servers.values()) server.stop();
  }
  yield* secure();
  yield* abused();
}

/** The neutral party: server CPU for each call. */
async function* underH2load(servers: ReadonlyMap<ServerKind, BenchServer>, load: H2load): AsyncIterable<Measurement> {
  for (const [connections, inFlight] of [
    [1, 1],
    [1, 100],
    [10, 100],
    [10, 1_000],
  ] as const) {
    const micros = new Map<ServerKind, number[]>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [kind, server] of servers) {
        const calls = inFlight === 1 ? CALLS / 10 : CALLS;
        const before = await server.cpuMicros();
        await load.run(server.port, connections, inFlight, calls);
        micros.set(kind, [...(micros.get(kind) ?? []), ((await server.cpuMicros()) - before) / calls]);
      }
    }
    const where = `h2load, ${inFlight} in flight over ${connections}`;
    for (const kind of SERVERS)
      yield { name: `server CPU per call, ${kind}, ${where}`, value: medianOf(micros, kind), unit: "µs" };
    const ours = medianOf(micros, "keyval");
    const isBound = connections === 1 && inFlight === 100;
    for (const [kind, floor] of [
      ["http2", FLOORS.http2Server],
      ["grpc-js", FLOORS.grpcJsServer],
    ] as const) {
      const value = medianOf(micros, kind) / ours;
      yield {
        name: `calls per CPU second beside ${kind}, ${where}`,
        value,
        unit: "×",
        ...(isBound && { atLeast: floor }),
      };
    }
  }
}

/** Our client and the other one, both against our server. */
async function* clients(servers: ReadonlyMap<ServerKind, BenchServer>): AsyncIterable<Measurement> {
  const port = servers.get("keyval")?.port ?? 0;
  const loads = CLIENTS.map((kind) => [kind, new BenchLoad(kind)] as const);
  for (const [connections, inFlight] of [
    [1, 1],
    [1, 100],
    [10, 1_000],
  ] as const) {
    const calls = inFlight === 1 ? CALLS / 10 : CALLS;
    const micros = new Map<ClientKind, number[]>();
    const rates = new Map<ClientKind, number[]>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [kind, load] of loads) {
        const { seconds, cpuMicros } = await load.run({ port, connections, inFlight, calls });
        micros.set(kind, [...(micros.get(kind) ?? []), cpuMicros / calls]);
        rates.set(kind, [...(rates.get(kind) ?? []), calls / seconds]);
      }
    }
    const where = `${inFlight} in flight over ${connections}`;
    for (const kind of CLIENTS) {
      yield { name: `calls/s, client ${kind}, ${where}`, value: medianOf(rates, kind), unit: "1/s" };
      yield { name: `client CPU per call, ${kind}, ${where}`, value: medianOf(micros, kind), unit: "µs" };
    }
    const value = medianOf(micros, "grpc-js") / medianOf(micros, "keyval");
    const isBound = connections === 1 && inFlight === 100;
    yield {
      name: `client's calls per CPU second beside grpc-js, ${where}`,
      value,
      unit: "×",
      ...(isBound && { atLeast: FLOORS.grpcJsClient }),
    };
  }
  for (const [, load] of loads) load.stop();
}

/** A stream alone, and small calls beside it on the same connection. */
async function* beside(servers: ReadonlyMap<ServerKind, BenchServer>): AsyncIterable<Measurement> {
  for (const kind of ["keyval", "grpc-js"] as const) {
    const port = servers.get(kind)?.port ?? 0;
    const load = new BenchLoad(kind);
    const alone = await load.run({ port, connections: 1, inFlight: 0, calls: 0, bulkMessages: BULK_MESSAGES });
    const megabytes = (BULK_MESSAGES * STREAM_MESSAGE_BYTES) / 1e6;
    yield { name: `one stream, ${kind} on both sides`, value: megabytes / alone.seconds, unit: "MB/s" };
    const one = { port, connections: 1, inFlight: 1, calls: 300 };
    const without = await load.run(one);
    const withBulk = await load.run({ ...one, bulkMessages: BULK_MESSAGES });
    for (const [what, { p50Micros, p99Micros }] of [
      ["alone", without],
      ["beside a stream on its connection", withBulk],
    ] as const) {
      yield { name: `a call ${what}, ${kind}, p50`, value: p50Micros, unit: "µs" };
      yield { name: `a call ${what}, ${kind}, p99`, value: p99Micros, unit: "µs" };
    }
    load.stop();
  }
}

async function* secure(): AsyncIterable<Measurement> {
  const tls = makeCertificate();
  if (tls === undefined) {
    yield { name: "openssl is not installed, so that there is no certificate for TLS", value: 0, unit: "runs" };
    return;
  }
  for (const kind of ["keyval", "grpc-js"] as const) {
    const server = await BenchServer.start(kind, tls);
    const load = new BenchLoad(kind);
    const before = await server.cpuMicros();
    const { seconds, cpuMicros } = await load.run({
      port: server.port,
      cert: tls.cert,
      connections: 1,
      inFlight: 100,
      calls: CALLS,
    });
    const where = `TLS, ${kind} on both sides, 100 in flight over 1`;
    yield { name: `calls/s, ${where}`, value: CALLS / seconds, unit: "1/s" };
    yield { name: `client CPU per call, ${where}`, value: cpuMicros / CALLS, unit: "µs" };
    yield { name: `server CPU per call, ${where}`, value: ((await server.cpuMicros()) - before) / CALLS, unit: "µs" };
    load.stop();
    server.stop();
  }
}

async function* abused(): AsyncIterable<Measurement> {
  const server = await BenchServer.start("keyval");
  const load = new BenchLoad("keyval");
  const { port } = server;
  const one = { port, connections: 1, inFlight: 1, calls: CALLS / 10 };
  for (const kind of ABUSES) {
    const micros = new Map<"alone" | "beside", number[]>();
    for (let round = 0; round < ROUNDS; round++) {
      const alone = await load.run(one);
      const abuse = await BenchAbuse.start(kind, port);
      const beside = await load.run(one);
      abuse.stop();
      micros.set("alone", [...(micros.get("alone") ?? []), alone.p50Micros]);
      micros.set("beside", [...(micros.get("beside") ?? []), beside.p50Micros]);
    }
    const value = medianOf(micros, "beside") / medianOf(micros, "alone");
    yield { name: `a call beside a ${kind}, p50 beside that of one alone`, value, unit: "×", atMost: ABUSED_MOST };
  }
  load.stop();
  server.stop();
}

function medianOf<K>(values: ReadonlyMap<K, readonly number[]>, kind: K): number {
  const sorted = [...(values.get(kind) ?? [])].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Of `localhost`, good for a day. */
function makeCertificate(): Tls | undefined {
  const folder = mkdtempSync(join(tmpdir(), "bench-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  const whose = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  try {
    execFileSync("openssl", ["req", ...kind, ...whose, "-keyout", key, "-out", cert], { stdio: "ignore" });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
