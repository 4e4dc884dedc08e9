import { CONNECT_BACKOFF_FIRST_MS, CONNECT_BACKOFF_MAX_MS, MESSAGE_BYTES_MAX, WAITING_CALLS_MAX } from "../limits.js";
import { Codings } from "../service/codings.js";
import type { AnyMethod, Method } from "../service/service.js";
import { Backoff } from "../time/backoff.js";
import type { Clock } from "../time/clock.js";
import { Deadlines } from "../time/deadlines.js";
import type { KeepaliveOptions } from "../time/keepalive.js";
import type { Compression } from "../wire/compression.js";
import { Status } from "../wire/status.js";
import type { Balancer, BalancerKind } from "./balancer.js";
import type { CallOptions, ClientInterceptor, Done, IncomingMessages, OutgoingCall, OutgoingMessages } from "./call.js";
import { type CallChannel, ClientCall } from "./client-call.js";
import type { Connectivity } from "./connectivity.js";
import { PickFirst } from "./pick-first.js";
import { RequestHeaders } from "./request-headers.js";
import { RoundRobin } from "./round-robin.js";
import { type Dial, Subchannel, type SubchannelHost } from "./subchannel.js";

export interface ChannelOptions {
  /** Where servers are, as `dial` understands it. */
  readonly addresses: readonly string[];
  readonly dial: Dial;
  readonly clock: Clock;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
  /** A callback of a call threw: a bug. Whether the process goes on is the owner's to say. */
  readonly failed: (bug: unknown, method: AnyMethod) => void;
  /** Default: `pickFirst`. */
  readonly balancer?: BalancerKind;
  /** Default: "http". */
  readonly scheme?: "http" | "https";
  /** The name that servers are asked for. Default: the first address. */
  readonly authority?: string;
  readonly userAgent?: string;
  /** What servers may compress with; calls that ask for it use the first. Default: nothing. */
  readonly compressions?: readonly Compression[];
  /** Stand before all calls, the first outermost. */
  readonly interceptors?: readonly ClientInterceptor[];
  /** The largest message that is taken, unpacked. Default: 4 MiB. */
  readonly messageBytesMax?: number;
  /** Default: connections are not asked whether they live. */
  readonly keepalive?: KeepaliveOptions;
  /** The pause after the first failed attempt to connect, and the longest. Default: 100 ms and 10 s. */
  readonly backoff?: { readonly firstMs: number; readonly maxMs: number };
}

/** Calls to servers at one or more addresses. Connections are made when they are needed, and again when they break. */
export class Channel implements CallChannel, SubchannelHost {
  readonly clock: Clock;
  readonly dial: Dial;
  readonly keepalive: KeepaliveOptions | undefined;
  readonly codings: Codings;
  readonly compression: Compression | undefined;
  readonly deadlines: Deadlines;
  readonly headers: RequestHeaders;
  readonly interceptors: readonly ClientInterceptor[];
  readonly messageBytesMax: number;
  readonly #options: ChannelOptions;
  #subchannels: readonly Subchannel[] = [];
  /** Of addresses that were taken away, as long as they have calls. */
  readonly #retired = new Set<Subchannel>();
  #balancer: Balancer;
  /** Calls that have no stream yet, in the order in which they came. */
  readonly #waiting = new Set<ClientCall>();
  #openCalls = 0;
  #isClosed = false;
  #lastState: Connectivity = "idle";
  /** Called when `state` has changed. */
  onState: ((state: Connectivity) => void) | undefined;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.dial = options.dial;
    this.keepalive = options.keepalive;
    this.codings = new Codings(options.compressions ?? []);
    this.compression = options.compressions?.[0];
    this.deadlines = new Deadlines(options.clock);
    this.headers = new RequestHeaders({
      scheme: options.scheme ?? "http",
      authority: options.authority ?? options.addresses[0] ?? "",
      userAgent: options.userAgent ?? "keyval-grpc",
      codings: this.codings,
    });
    this.interceptors = options.interceptors ?? [];
    this.messageBytesMax = options.messageBytesMax ?? MESSAGE_BYTES_MAX;
    this.#balancer = this.#balance(options.addresses);
  }

  get state(): Connectivity {
    return this.#isClosed ? "closed" : this.#balancer.state;
  }

  /** Calls that have not ended. */
  get openCalls(): number {
    return this.#openCalls;
  }

  /** Of these, those that wait for a connection, or for room on one. */
  get waitingCalls(): number {
    return this.#waiting.size;
  }

  /** What became of the last attempt with each address. */
  whyFailing(): string {
    const reasons = this.#subchannels.map(({ address, lastFailure }) => `${address}: ${lastFailure}`);
    return `no server can be reached (${reasons.join("; ")})`;
  }

  /** Makes a connection before any call needs it. */
  connect(): void {
    if (!this.#isClosed) this.#balancer.connect();
  }

  /** Other servers from now on; calls under way stay where they are, connections to addresses that stay do too. */
  setAddresses(addresses: readonly string[]): void {
    if (this.#isClosed) return;
    const isWanted = this.state !== "idle";
    this.#balancer = this.#balance(addresses);
    if (isWanted) this.#balancer.connect();
    this.#goOn();
  }

  /** Takes no new calls and lets those under way finish; those that wait for a connection fail. */
  close(): void {
    this.#close(false);
  }

  /** Ends everything now: calls under way fail with UNAVAILABLE. */
  abort(): void {
    this.#close(true);
  }

  // --- Calls.

  unary<Request, Response>(
    method: Method<Request, Response, "unary">,
    request: Request,
    done: Done<Response>,
    options?: CallOptions,
  ): OutgoingCall {
    return this.#start(method, method.request.encode(request), options, done as Done<unknown>);
  }

  serverStream<Request, Response>(
    method: Method<Request, Response, "serverStream">,
    request: Request,
    options?: CallOptions,
  ): IncomingMessages<Response> {
    const call = this.#start(method, method.request.encode(request), options, undefined);
    return call;
  }

  clientStream<Request, Response>(
    method: Method<Request, Response, "clientStream">,
    done: Done<Response>,
    options?: CallOptions,
  ): OutgoingMessages<Request> {
    return this.#start(method, undefined, options, done as Done<unknown>);
  }

  bidi<Request, Response>(
    method: Method<Request, Response, "bidi">,
    options?: CallOptions,
  ): OutgoingMessages<Request> & IncomingMessages<Response> {
    const call = this.#start(method, undefined, options, undefined);
    return call;
  }

  #start(
    method: AnyMethod,
    request: Uint8Array | undefined,
    options: CallOptions | undefined,
    done: Done<unknown> | undefined,
  ): ClientCall {
    const call = new ClientCall(this, method, options, done);
    this.#openCalls += 1;
    call.start(request);
    return call;
  }

  // --- For calls.

  now(): number {
    return this.clock.now();
  }

  soon(run: () => void): void {
    this.clock.soon(run);
  }

  place(call: ClientCall): void {
    // Those that have waited longer go first.
    if (this.#waiting.size === 0 && this.#attach(call)) return;
    if (this.#isClosed) call.fail(Status.UNAVAILABLE, "the channel is closed");
    else if (this.#waiting.size >= WAITING_CALLS_MAX) {
      call.fail(Status.RESOURCE_EXHAUSTED, "too many calls wait for a connection: send fewer at a time");
    } else {
      call.wait();
      this.#waiting.add(call);
      this.#balancer.connect();
      // It may wait for what comes of this, but not through a whole pause between attempts.
      if (!call.waitsForReady && this.state === "failing") call.fail(Status.UNAVAILABLE, this.whyFailing());
    }
  }

  ended(call: ClientCall): void {
    this.#openCalls -= 1;
    this.#waiting.delete(call);
  }

  failed(bug: unknown, method: AnyMethod): void {
    this.#options.failed(bug, method);
  }

  // --- For subchannels.

  changed(subchannel: Subchannel): void {
    if (this.#isClosed || !this.#subchannels.includes(subchannel)) return;
    this.#balancer.changed(subchannel);
    this.#goOn();
  }

  hasCapacity(): void {
    for (const call of this.#waiting) {
      if (!this.#attach(call)) break;
      this.#waiting.delete(call);
    }
  }

  // --- Its own doing.

  /** The state may be another one: what waits goes on its way, has waited in vain, or waits for the next attempt. */
  #goOn(): void {
    if (this.state === "ready") this.hasCapacity();
    else if (this.state === "failing") this.#failWaiting();
    if (this.#waiting.size > 0) this.#balancer.connect();
    this.#stateChanged();
  }

  /** Tries every address that could take it, beginning with whose turn it is. */
  #attach(call: ClientCall): boolean {
    for (const _ of this.#subchannels) {
      const subchannel = this.#balancer.pick();
      if (subchannel?.connection === undefined) return false;
      if (call.attach(subchannel.connection)) return true;
      subchannel.renew();
    }
    return false;
  }

  #balance(addresses: readonly string[]): Balancer {
    const before = new Map(this.#subchannels.map((subchannel) => [subchannel.address, subchannel]));
    const { random, backoff = { firstMs: CONNECT_BACKOFF_FIRST_MS, maxMs: CONNECT_BACKOFF_MAX_MS } } = this.#options;
    this.#subchannels = [...new Set(addresses)].map((address) => {
      const known = before.get(address);
      before.delete(address);
      return known ?? new Subchannel(address, this, new Backoff({ ...backoff, random }));
    });
    for (const gone of before.values()) {
      gone.close(false);
      this.#retired.add(gone);
    }
    for (const retired of this.#retired) if (!retired.hasConnections) this.#retired.delete(retired);
    return this.#options.balancer === "roundRobin"
      ? new RoundRobin(this.#subchannels)
      : new PickFirst(this.#subchannels);
  }

  #failWaiting(): void {
    const why = this.whyFailing();
    for (const call of this.#waiting) if (!call.waitsForReady) call.fail(Status.UNAVAILABLE, why);
  }

  #close(isHard: boolean): void {
    this.#isClosed = true;
    for (const call of this.#waiting) call.fail(Status.UNAVAILABLE, "the channel is closed");
    for (const subchannel of [...this.#subchannels, ...this.#retired]) subchannel.close(isHard);
    this.#stateChanged();
  }

  #stateChanged(): void {
    const { state } = this;
    if (state === this.#lastState) return;
    this.#lastState = state;
    this.onState?.(state);
  }
}
