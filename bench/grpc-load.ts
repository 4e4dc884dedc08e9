/**
 * A client of one kind in a process of its own, for `grpc.bench.ts`: `grpc-load.js <kind>`. Its parent sends it one
 * `LoadCommand` after the other, and gets a `LoadAnswer` for each.
 */
import { type Client, credentials, makeGenericClientConstructor } from "@grpc/grpc-js";
import { Channel } from "@keyval/grpc";
import { dialer, nodeClock } from "@keyval/grpc/transport";
import {
  type ClientKind,
  echo,
  type LoadAnswer,
  type LoadCommand,
  STREAM_PATH,
  stream,
  UNARY_PATH,
} from "./grpc-messages.js";

const REQUEST = Buffer.alloc(256, "r");

/** One connection. `call` tells how many bytes came back, -1 for a failure. */
interface Connection {
  call(done: (bytes: number) => void): void;
  /** Tells how many bytes came in all. */
  download(messages: number, done: (bytes: number) => void): void;
  close(): void;
}

const connects: Readonly<Record<ClientKind, (command: LoadCommand) => Connection>> = {
  keyval: ({ port, cert }) => {
    const secure = cert === undefined ? {} : { tls: { ca: cert, servername: "localhost" } };
    const channel = new Channel({
      addresses: [`127.0.0.1:${port}`],
      dial: dialer(secure),
      clock: nodeClock,
      random: Math.random,
      scheme: cert === undefined ? "http" : "https",
      failed: (bug) => {
        throw bug;
      },
    });
    return {
      call: (done) =>
        channel.unary(echo, REQUEST, (error, response) => done(error === undefined ? (response?.length ?? 0) : -1)),
      download: (messages, done) => {
        let bytes = 0;
        const call = channel.serverStream(stream, Buffer.from(`${messages}`));
        call.onMessage = (message) => (bytes += message.length);
        call.onEnd = (error) => done(error === undefined ? bytes : -1);
      },
      close: () => channel.close(),
    };
  },

  "grpc-js": ({ port, cert }) => {
    const client = newJsClient(port, cert);
    return {
      call: (done) => client.echo(REQUEST, (error, response) => done(error === null ? response.length : -1)),
      download: (messages, done) => {
        let bytes = 0;
        const call = client.stream(Buffer.from(`${messages}`));
        call.on("data", (message: Buffer) => (bytes += message.length));
        call.on("end", () => done(bytes));
        call.on("error", () => done(-1));
      },
      close: () => client.close(),
    };
  },
};

interface JsClient extends Client {
  echo(request: Buffer, done: (error: Error | null, response: Buffer) => void): void;
  stream(request: Buffer): { on(event: string, listener: (value: Buffer) => void): void };
}

function newJsClient(port: number, cert: string | undefined): JsClient {
  const codecs = {
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: (bytes: Buffer) => bytes,
  };
  const Constructor = makeGenericClientConstructor(
    {
      echo: { path: UNARY_PATH, requestStream: false, responseStream: false, ...codecs },
      stream: { path: STREAM_PATH, requestStream: false, responseStream: true, ...codecs },
    },
    "bench.Bench",
  );
  const secure = cert === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(cert));
  return new Constructor(`127.0.0.1:${port}`, secure, {
    // Each client has a connection of its own.
    "grpc.use_local_subchannel_pool": 1,
    "grpc.ssl_target_name_override": "localhost",
  }) as unknown as JsClient;
}

/** So many calls with so many in flight, each the next as soon as one is done; the connections take turns. */
async function run(kind: ClientKind, command: LoadCommand): Promise<LoadAnswer> {
  const { connections: count, inFlight, calls, bulkMessages = 0 } = command;
  const connections = Array.from({ length: count }, () => connects[kind](command));
  await Promise.all(
    connections.map(async (connection) => expect256(await new Promise((done) => connection.call(done)))),
  );
  const times = new Float64Array(calls);
  const before = process.cpuUsage();
  const start = performance.now();
  const bulk = bulkMessages === 0 ? 0 : new Promise<number>((done) => connections[0]?.download(bulkMessages, done));
  await new Promise<void>((resolve) => {
    let started = 0;
    let ended = 0;
    const next = (connection: Connection): void => {
      if (started >= calls) return;
      started += 1;
      const at = performance.now();
      connection.call((bytes) => {
        expect256(bytes);
        times[ended++] = performance.now() - at;
        if (ended === calls) resolve();
        else next(connection);
      });
    };
    if (calls === 0) resolve();
    for (let slot = 0; slot < inFlight; slot++) {
      const connection = connections[slot % count];
      if (connection !== undefined) next(connection);
    }
  });
  const bulkBytes = await bulk;
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  for (const connection of connections) connection.close();
  times.sort();
  const percentile = (part: number): number => (times[Math.floor(times.length * part)] ?? 0) * 1000;
  return { seconds, cpuMicros: user + system, p50Micros: percentile(0.5), p99Micros: percentile(0.99), bulkBytes };
}

function expect256(bytes: number): void {
  if (bytes !== REQUEST.length) throw new Error(`a call gave ${bytes} bytes instead of ${REQUEST.length}`);
}

const kind = process.argv[2] as ClientKind;
process.on("message", (command: LoadCommand) => {
  void run(kind, command).then((answer) => process.send?.(answer));
});
process.on("disconnect", () => process.exit());
