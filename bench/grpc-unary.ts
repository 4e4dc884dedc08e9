import type { Measurement } from "./bench.js";
import type { ClientKind, ServerKind } from "./grpc-messages.js";
import { BenchLoad, type BenchServer } from "./grpc-processes.js";
import type { H2load } from "./h2load.js";
import { Samples } from "./samples.js";

const SERVERS: readonly ServerKind[] = ["keyval", "http2", "grpc-js"];
const CLIENTS: readonly ClientKind[] = ["keyval", "grpc-js"];

/** What others need for a call as a multiple of what ours needs, in CPU time of the process that is compared. */
const SERVER_FLOORS = { http2: 3, "grpc-js": 6 };
const CLIENT_FLOOR = 5;

/** Of each figure the median of so many runs, which take turns with those that they are compared with. */
const ROUNDS = 3;

/** The slower somebody is, the fewer calls are enough for a figure. */
const CALLS: Readonly<Record<ServerKind, number>> = { keyval: 20_000, http2: 8_000, "grpc-js": 4_000 };

const OURS = "our client";

/** Calls in flight, and the connections that they are spread over. */
interface Shape {
  readonly inFlight: number;
  readonly connections: number;
}

const SHAPES: readonly Shape[] = [
  { inFlight: 1, connections: 1 },
  { inFlight: 100, connections: 1 },
  { inFlight: 1_000, connections: 1 },
  { inFlight: 10, connections: 10 },
  { inFlight: 100, connections: 10 },
  { inFlight: 1_000, connections: 10 },
];

/** The shape for which there are floors. */
const isBound = ({ inFlight, connections }: Shape): boolean => inFlight === 100 && connections === 1;

/** One after the other is slow, and each as good as the next. */
const callsOf = (kind: ServerKind, { inFlight }: Shape): number => (inFlight === 1 ? CALLS[kind] / 10 : CALLS[kind]);

const nameOf = ({ inFlight, connections }: Shape): string => `${inFlight} in flight over ${connections}`;

/** Makes so many calls, and says how many seconds that took. */
type Drive = (port: number, shape: Shape, calls: number) => Promise<number>;

/** All servers under the neutral party, and under our client. */
export async function* servers(
  running: ReadonlyMap<ServerKind, BenchServer>,
  h2load: H2load | undefined,
): AsyncIterable<Measurement> {
  if (h2load === undefined) yield { name: "h2load is not installed (Debian: nghttp2-client)", value: 0, unit: "runs" };
  else {
    const drive: Drive = (port, shape, calls) => h2load.run(port, shape.connections, shape.inFlight, calls);
    yield* driven(running, "h2load", drive);
  }
  const load = new BenchLoad("keyval");
  yield* driven(running, OURS, async (port, shape, calls) => (await load.run({ port, ...shape, calls })).seconds);
  load.stop();
}

async function* driven(
  running: ReadonlyMap<ServerKind, BenchServer>,
  driver: string,
  drive: Drive,
): AsyncIterable<Measurement> {
  for (const [kind, { port }] of running) await drive(port, { inFlight: 100, connections: 1 }, CALLS[kind]);
  for (const shape of SHAPES) {
    const rates = new Samples<ServerKind>();
    const micros = new Samples<ServerKind>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [kind, server] of running) {
        const calls = callsOf(kind, shape);
        const before = await server.cpuMicros();
        rates.add(kind, calls / (await drive(server.port, shape, calls)));
        micros.add(kind, ((await server.cpuMicros()) - before) / calls);
      }
    }
    const where = `${driver}, ${nameOf(shape)}`;
    for (const kind of SERVERS) {
      yield { name: `calls/s, server ${kind}, ${where}`, value: rates.median(kind), unit: "1/s" };
      yield { name: `server CPU per call, ${kind}, ${where}`, value: micros.median(kind), unit: "µs" };
    }
    // Our own client's word on our own server is worth no comparison.
    for (const kind of driver === OURS ? [] : (["http2", "grpc-js"] as const)) {
      const floor = isBound(shape) ? { atLeast: SERVER_FLOORS[kind] } : {};
      const value = micros.median(kind) / micros.median("keyval");
      yield { name: `calls per CPU second beside ${kind}, ${where}`, value, unit: "×", ...floor };
    }
  }
}

/** Our client and the other one, both against our server. */
export async function* clients(server: BenchServer): AsyncIterable<Measurement> {
  const loads = CLIENTS.map((kind) => [kind, new BenchLoad(kind)] as const);
  const { port } = server;
  for (const [kind, load] of loads) await load.run({ port, inFlight: 100, connections: 1, calls: CALLS[kind] });
  for (const shape of SHAPES) {
    const rates = new Samples<ClientKind>();
    const micros = new Samples<ClientKind>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [kind, load] of loads) {
        const calls = callsOf(kind, shape);
        const { seconds, cpuMicros } = await load.run({ port, ...shape, calls });
        rates.add(kind, calls / seconds);
        micros.add(kind, cpuMicros / calls);
      }
    }
    const where = nameOf(shape);
    for (const kind of CLIENTS) {
      yield { name: `calls/s, client ${kind}, ${where}`, value: rates.median(kind), unit: "1/s" };
      yield { name: `client CPU per call, ${kind}, ${where}`, value: micros.median(kind), unit: "µs" };
    }
    const value = micros.median("grpc-js") / micros.median("keyval");
    const floor = isBound(shape) ? { atLeast: CLIENT_FLOOR } : {};
    yield { name: `client's calls per CPU second beside grpc-js, ${where}`, value, unit: "×", ...floor };
  }
  for (const [, load] of loads) load.stop();
}
