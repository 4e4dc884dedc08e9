import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Measurement } from "./bench.js";
import { type AbuseKind, type ServerKind, STREAM_MESSAGE_BYTES, type Tls, UNARY_PATH } from "./grpc-messages.js";
import { BenchAbuse, BenchLoad, BenchServer } from "./grpc-processes.js";
import { clients, servers } from "./grpc-unary.js";
import { H2load } from "./h2load.js";
import { Samples } from "./samples.js";

const SERVERS: readonly ServerKind[] = ["keyval", "http2", "grpc-js"];

/** A call of an honest client beside a hostile one, as a multiple of the time that it takes alone. */
const ABUSED_MOST = 3;

const ABUSES: readonly AbuseKind[] = ["rapid reset", "ping flood", "settings flood"];

const ABUSE_ROUNDS = 3;

const BULK_MESSAGES = 4_000;

/**
 * Unary calls with 256 bytes each way, streams, and calls beside a stream: client and server in processes of their own, ours
 * and others' one after the other in the same run.
 */
export async function* bench(): AsyncIterable<Measurement> {
  const running = new Map<ServerKind, BenchServer>();
  for (const kind of SERVERS) running.set(kind, await BenchServer.start(kind));
  const ours = running.get("keyval");
  const h2load = H2load.find({ path: UNARY_PATH, message: Buffer.alloc(256, "r"), answerBytes: 256 });
  try {
    yield* servers(running, h2load);
    if (ours !== undefined) yield* clients(ours);
    yield* beside(running);
    yield* secure(h2load);
  } finally {
    h2load?.remove();
    for (const server of running.values()) server.stop();
  }
  yield* abused();
}

/** A stream alone, and small calls beside it on the same connection. */
async function* beside(running: ReadonlyMap<ServerKind, BenchServer>): AsyncIterable<Measurement> {
  for (const kind of ["keyval", "grpc-js"] as const) {
    const port = running.get(kind)?.port ?? 0;
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

/** 100 calls in flight over one connection with TLS: all servers under h2load, ours and grpc-js on both sides. */
async function* secure(h2load: H2load | undefined): AsyncIterable<Measurement> {
  const tls = makeCertificate();
  if (tls === undefined) {
    yield { name: "openssl is not installed, so that there is no certificate for TLS", value: 0, unit: "runs" };
    return;
  }
  const shape = { connections: 1, inFlight: 100, calls: 8_000 };
  for (const kind of SERVERS) {
    const server = await BenchServer.start(kind, tls);
    if (h2load !== undefined) {
      const drive = (): Promise<number> =>
        h2load.run(server.port, shape.connections, shape.inFlight, shape.calls, true);
      await drive();
      const before = await server.cpuMicros();
      const rate = shape.calls / (await drive());
      yield { name: `calls/s, server ${kind}, h2load with TLS`, value: rate, unit: "1/s" };
      const micros = ((await server.cpuMicros()) - before) / shape.calls;
      yield { name: `server CPU per call, ${kind}, h2load with TLS`, value: micros, unit: "µs" };
    }
    if (kind !== "http2") {
      const load = new BenchLoad(kind);
      const { seconds, cpuMicros } = await load.run({ port: server.port, cert: tls.cert, ...shape });
      const where = `TLS, ${kind} on both sides`;
      yield { name: `calls/s, ${where}`, value: shape.calls / seconds, unit: "1/s" };
      yield { name: `client CPU per call, ${where}`, value: cpuMicros / shape.calls, unit: "µs" };
      load.stop();
    }
    server.stop();
  }
}

async function* abused(): AsyncIterable<Measurement> {
  const server = await BenchServer.start("keyval");
  const load = new BenchLoad("keyval");
  const { port } = server;
  const one = { port, connections: 1, inFlight: 1, calls: 2_000 };
  for (const kind of ABUSES) {
    const micros = new Samples<"alone" | "beside">();
    for (let round = 0; round < ABUSE_ROUNDS; round++) {
      micros.add("alone", (await load.run(one)).p50Micros);
      const abuse = await BenchAbuse.start(kind, port);
      micros.add("beside", (await load.run(one)).p50Micros);
      abuse.stop();
    }
    const value = micros.median("beside") / micros.median("alone");
    yield { name: `a call beside a ${kind}, p50 beside that of one alone`, value, unit: "×", atMost: ABUSED_MOST };
  }
  load.stop();
  server.stop();
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
