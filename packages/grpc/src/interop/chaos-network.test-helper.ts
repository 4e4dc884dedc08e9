import type { Dial } from "../client/subchannel.js";
import { Machine } from "../http2/machine.js";
import { Refusals } from "../http2/refusals.js";
import { defaultLimits, type Http2Limits, OUTPUT_BYTES } from "../limits.js";
import type { RpcServer } from "../server/rpc-server.js";
import { ManualClock } from "../time/manual-clock.test-helper.js";
import type { Draw } from "./draw.test-helper.js";

/** Small enough that everything that has a bound meets it. */
const LIMITS: Http2Limits = {
  ...defaultLimits,
  concurrentStreams: 6,
  streamWindowBytes: 200,
  connectionWindowBytes: 70_000,
  unsentHighBytes: 100,
  unsentLowBytes: 50,
};

/** A clock whose "soon" comes when the test says so. */
export class ChaosClock extends ManualClock {
  #soon: (() => void)[] = [];

  override soon(run: () => void): void {
    this.#soon.push(run);
  }

  /** True if there was anything. */
  runSoon(): boolean {
    const soon = this.#soon;
    this.#soon = [];
    for (const run of soon) run();
    return soon.length > 0;
  }
}

/** One direction of a connection: what one machine has said and the other has not heard. */
class Way {
  #bytes = Buffer.alloc(0);

  constructor(
    readonly from: Machine,
    readonly to: Machine,
  ) {}

  get isDone(): boolean {
    return this.from.finished && this.#bytes.length === 0;
  }

  move(most: number): void {
    const buffer = Buffer.alloc(OUTPUT_BYTES);
    if (this.#bytes.length < OUTPUT_BYTES) {
      this.#bytes = Buffer.concat([this.#bytes, buffer.subarray(0, this.from.pull(buffer))]);
    }
    const bytes = this.#bytes.subarray(0, most);
    this.#bytes = this.#bytes.subarray(bytes.length);
    if (bytes.length > 0) this.to.receive(bytes);
  }
}

/** Two machines that talk to each other through bytes that come late and in pieces. */
class Link {
  readonly #ways: readonly [Way, Way];

  constructor(
    readonly client: Machine,
    readonly server: Machine,
  ) {
    this.#ways = [new Way(client, server), new Way(server, client)];
  }

  get openStreams(): number {
    return this.client.openStreams + this.server.openStreams;
  }

  /** False once the connection has closed. */
  move(most: (way: number) => number): boolean {
    for (const [at, way] of this.#ways.entries()) way.move(most(at));
    if (!this.#ways.some(({ isDone }) => isDone)) return true;
    this.break("closed");
    return false;
  }

  break(text: string): void {
    this.client.ended(text);
    this.server.ended(text);
  }
}

/** All connections between a channel and a server that are there at a time. */
export class ChaosNetwork {
  readonly links = new Set<Link>();
  readonly isDown = new Set<string>();
  readonly #server: RpcServer;
  readonly #clock: ChaosClock;

  constructor(server: RpcServer, clock: ChaosClock) {
    this.#server = server;
    this.#clock = clock;
  }

  readonly dial: Dial = (address, accept) => {
    const peer = { address, port: 1, encrypted: false, subject: undefined };
    const client = this.#machine({ client: accept });
    const link = new Link(client, this.#machine({ server: (connection) => this.#server.accept(connection, peer) }));
    if (this.isDown.has(address)) this.#clock.after(1, () => link.break("refused"));
    else this.links.add(link);
    return client;
  };

  settle(): void {
    do {
      for (const { client, server } of this.links) {
        client.settle();
        server.settle();
      }
    } while (this.#clock.runSoon());
  }

  move(most: (way: number) => number): void {
    for (const link of this.links) if (!link.move(most)) this.links.delete(link);
  }

  /** Does one of them some harm. */
  hurt(draw: Draw): void {
    const link = [...this.links][draw(this.links.size)];
    if (link === undefined) return;
    const harms = [
      () => this.#break(link),
      () => link.server.close(),
      () => link.server.abort(2, "a bug"),
      () => link.server.abort(11, "too_many_pings"),
    ];
    harms[draw(harms.length)]?.();
  }

  advance(milliseconds: number): void {
    for (let left = milliseconds; left > 0; left -= 1000) {
      this.#clock.advance(Math.min(left, 1000));
      const now = this.#clock.now();
      for (const link of this.links) {
        if (link.client.tick(now) || link.server.tick(now)) this.#break(link);
      }
      this.settle();
    }
  }

  #break(link: Link): void {
    link.break("broken");
    this.links.delete(link);
  }

  #machine(role: MachineRole): Machine {
    const now = (): number => this.#clock.now();
    const refusals = new Refusals(() => undefined, now);
    return new Machine(role, { limits: LIMITS, refusals, wake: () => undefined }, now());
  }
}

type MachineRole = ConstructorParameters<typeof Machine>[0];
