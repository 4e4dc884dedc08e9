import { Health } from "@keyval/api";
import { Channel, type Clock, type RpcError, type Timer } from "@keyval/grpc";
import { dialer } from "@keyval/grpc/transport";
import { PENALTY_MS, PROBE_TIMEOUT_MS, RESPONSE_BYTES_MAX, SILENCE_MS } from "../limits.js";
import type { EndpointAddress } from "./endpoint-address.js";
import { owned } from "./owned-method.js";
import type { TlsOptions } from "./options.js";

const check = owned(Health.methods.Check);

export interface EndpointSettings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly tls: TlsOptions | undefined;
  readonly keepalive: { readonly timeMs: number; readonly timeoutMs: number };
  /** A callback threw: a bug of this package. */
  readonly failed: (bug: unknown) => void;
}

/** One member's address with the connection to it, and what is known of how well it does. */
export class Endpoint {
  readonly address: EndpointAddress;
  readonly channel: Channel;
  readonly #clock: Clock;
  /** Until then another one is better. */
  #penaltyUntil = -Infinity;
  /** Who wants its calls back if the server stops answering. */
  readonly #waiting = new Set<() => void>();
  #timer: Timer | undefined;
  #isProbing = false;
  #heardAt = 0;
  readonly #watchers = new Set<() => void>();

  constructor(address: EndpointAddress, settings: EndpointSettings) {
    this.address = address;
    this.#clock = settings.clock;
    const { clock, random, tls = {}, keepalive, failed } = settings;
    this.channel = new Channel({
      addresses: [address.target],
      authority: address.target.startsWith("unix:") ? "localhost" : address.target,
      scheme: address.isEncrypted ? "https" : "http",
      dial: dialer({ ...(address.isEncrypted && { tls }), limits: { keptBytes: RESPONSE_BYTES_MAX } }),
      clock,
      random,
      failed,
      userAgent: "keyval-client",
      messageBytesMax: RESPONSE_BYTES_MAX,
      keepalive: { ...keepalive, withoutCalls: false },
    });
    this.channel.onState = () => this.#changed();
  }

  get text(): string {
    return this.address.text;
  }

  get isReady(): boolean {
    return this.channel.state === "ready";
  }

  get isPenalised(): boolean {
    return this.#clock.now() < this.#penaltyUntil;
  }

  /** Others are better for a while. */
  penalise(): void {
    this.#penaltyUntil = this.#clock.now() + PENALTY_MS;
  }

  /** Calls back whenever the state of its connection changes, until the returned function is called. */
  watchState(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  /** It owes an answer from now on; `silent` is called if it turns out to be hung. The returned function ends that. */
  owes(silent: () => void): () => void {
    if (this.#waiting.size === 0) this.#heardAt = this.#clock.now();
    this.#waiting.add(silent);
    if (!this.#isProbing) this.#lookLater();
    return () => {
      this.#waiting.delete(silent);
    };
  }

  /** Whatever it said: it lives. */
  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  close(): void {
    this.#timer?.cancel();
    this.channel.abort();
  }

  #changed(): void {
    for (const changed of [...this.#watchers]) changed();
  }

  /** It may have much to do, or it hangs: a question that is easy to answer tells. */
  #look(): void {
    this.#timer = undefined;
    if (this.#waiting.size === 0) return;
    if (this.#clock.now() - this.#heardAt >= SILENCE_MS) this.#probe();
    else this.#lookLater();
  }

  #lookLater(): void {
    this.#timer ??= this.#clock.after(SILENCE_MS, () => this.#look());
  }

  #probe(): void {
    const asked = this.#clock.now();
    this.#isProbing = true;
    const done = (error: RpcError | undefined): void => {
      this.#isProbing = false;
      // Any answer is a sign of life, also that there is no such service.
      if (error === undefined || error.trailers !== undefined) this.heard();
      else if (this.#heardAt < asked) this.#hangs();
      if (this.#waiting.size > 0) this.#lookLater();
    };
    this.channel.unary(check, {}, done, { timeoutMs: PROBE_TIMEOUT_MS });
  }

  #hangs(): void {
    this.penalise();
    const waiting = [...this.#waiting];
    for (const silent of waiting) silent();
  }
}
