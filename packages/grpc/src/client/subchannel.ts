import type { ClientOwner, Http2Connection } from "../http2/connection.js";
import { CONNECT_TIMEOUT_MS, CONNECTION_EARLY_MS } from "../limits.js";
import type { Backoff } from "../time/backoff.js";
import type { Clock, Timer } from "../time/clock.js";
import type { KeepaliveOptions } from "../time/keepalive.js";
import { ClientConnection } from "./client-connection.js";
import type { Connectivity } from "./connectivity.js";

/** Makes a connection to an address; the transport's `connect`. `accept` is called inside, once. */
export type Dial = (address: string, accept: (connection: Http2Connection) => ClientOwner) => Http2Connection;

/** Whom an address tells of itself. */
export interface SubchannelHost {
  readonly clock: Clock;
  readonly dial: Dial;
  readonly keepalive: KeepaliveOptions | undefined;
  /** The state has changed. */
  changed(subchannel: Subchannel): void;
  /** Calls may be sent again that found no room. */
  hasCapacity(): void;
}

/** One address, with at most one connection that takes calls. */
export class Subchannel {
  readonly address: string;
  readonly #host: SubchannelHost;
  readonly #backoff: Backoff;
  #state: Connectivity = "idle";
  #current: ClientConnection | undefined;
  /** Connections that take no calls any more, and still have some. */
  readonly #leaving = new Set<ClientConnection>();
  #timer: Timer | undefined;
  #readyAt = 0;
  /** The last connection that was made did not last. */
  #endedEarly = false;
  #keepaliveFactor = 1;
  /** Why there is no connection. */
  lastFailure = "no answer yet";

  constructor(address: string, host: SubchannelHost, backoff: Backoff) {
    this.address = address;
    this.#host = host;
    this.#backoff = backoff;
  }

  get state(): Connectivity {
    return this.#state;
  }

  /** While it is ready. */
  get connection(): Http2Connection | undefined {
    return this.#state === "ready" ? this.#current?.http2 : undefined;
  }

  /** Makes a connection, unless there is one, or it is not yet time for the next attempt. */
  connect(): void {
    if (this.#state !== "idle") return;
    const connection = new ClientConnection(this, this.#host.clock, this.#keepalive());
    this.#current = connection;
    this.#state = "connecting";
    this.#timer = this.#host.clock.after(CONNECT_TIMEOUT_MS, () =>
      connection.giveUp("the attempt to connect took too long"),
    );
    try {
      this.#host.dial(this.address, (http2) => connection.begin(http2));
    } catch (error) {
      // An address that is none, for instance: the others may be better.
      this.#lost(error instanceof Error ? error.message : "it can not be dialled");
      return;
    }
    this.#host.changed(this);
  }

  /** A connection may run out of numbers for its streams without any event: then it is time for another. */
  renew(): void {
    if (this.connection?.usable === false) this.#lost("the connection takes no more calls");
  }

  get hasConnections(): boolean {
    return this.#leaving.size > 0;
  }

  /** Lets calls finish, or ends them too; there will be no other connection. */
  close(isHard: boolean): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#state = "closed";
    this.#leave();
    if (isHard) for (const connection of [...this.#leaving]) connection.giveUp("the channel was closed");
  }

  // --- For its connections.

  ready(connection: ClientConnection): void {
    if (connection !== this.#current) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (!this.#endedEarly) this.#backoff.reset();
    this.#readyAt = this.#host.clock.now();
    this.#state = "ready";
    this.#host.changed(this);
  }

  /** The server wants no more calls there. */
  leaving(connection: ClientConnection, isPingedTooOften: boolean): void {
    // "Keepalive", A8: a client that is told so asks half as often from now on.
    if (isPingedTooOften) this.#keepaliveFactor *= 2;
    if (connection === this.#current) this.#lost("the server said goodbye");
  }

  closed(connection: ClientConnection, text: string): void {
    this.#leaving.delete(connection);
    if (connection === this.#current) this.#lost(text);
  }

  hasCapacity(): void {
    this.#host.hasCapacity();
  }

  #lost(text: string): void {
    this.lastFailure = text;
    const isPaused = this.#state !== "ready" || this.#endsEarlyAgain();
    this.#leave();
    this.#timer?.cancel();
    this.#timer = undefined;
    if (!isPaused) this.#state = "idle";
    else {
      this.#state = "failing";
      this.#timer = this.#host.clock.after(this.#backoff.next(), () => {
        this.#state = "idle";
        this.#host.changed(this);
      });
    }
    this.#host.changed(this);
  }

  /** A server that takes connections only to end them is left alone for a while, as one that takes none. */
  #endsEarlyAgain(): boolean {
    const before = this.#endedEarly;
    this.#endedEarly = this.#host.clock.now() - this.#readyAt < CONNECTION_EARLY_MS;
    if (!this.#endedEarly) this.#backoff.reset();
    return before && this.#endedEarly;
  }

  #leave(): void {
    const connection = this.#current;
    this.#current = undefined;
    if (connection?.leave() === true) this.#leaving.add(connection);
  }

  #keepalive(): KeepaliveOptions | undefined {
    const { keepalive } = this.#host;
    return keepalive && { ...keepalive, timeMs: keepalive.timeMs * this.#keepaliveFactor };
  }
}
