import {
  type Id,
  type Init,
  Lease as LeaseService,
  type LeaseKeepAliveRequest,
  type LeaseKeepAliveResponse,
} from "@keyval/api";
import type { IncomingMessages, OutgoingMessages, Timer } from "@keyval/grpc";
import type { Connection } from "../connection/connection.js";
import { methodInfo } from "../connection/method-info.js";
import { openStream, type OpenStream } from "../connection/open-stream.js";
import { owned } from "../connection/owned-method.js";
import { retryPauseMs } from "../connection/retry.js";
import { LEASE_ANSWER_MS, LEASE_MARGIN, LEASE_TICK_MS } from "../limits.js";
import type { Lease } from "./lease.js";

const method = owned(LeaseService.methods.LeaseKeepAlive);
const info = methodInfo(method);

type Call = OutgoingMessages<Init<LeaseKeepAliveRequest>> & IncomingMessages<LeaseKeepAliveResponse>;
type Stream = OpenStream & { readonly call: Call };

/** How a lease stands, by this side's clock, which no setting of the wall clock moves. */
interface Kept {
  readonly lease: Lease;
  /**
   * From then on it counts as lost: its time since its last renewal was sent, not since that was answered, less a margin
   * in which its holder can stop before another one begins.
   */
  expiresAt: number;
  renewAt: number;
  /** When the renewal under way was sent. */
  askedAt: number | undefined;
}

/** Keeps all leases of a client alive, on one stream to whichever member does well. */
export class LeaseKeeper {
  readonly #connection: Connection;
  readonly #kept = new Map<Id, Kept>();
  #timer: Timer | undefined;
  #stream: Stream | undefined;
  #isOpening = false;
  /** Streams in a row that ended before an answer came; not before then there is another. */
  #failures = 0;
  #openAt = 0;
  /** What became of the last stream. */
  #lastError: unknown;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** From when it was asked for, which is before it was granted. */
  add(lease: Lease, askedAt: number): void {
    this.#kept.set(lease.id, { lease, ...times(askedAt, lease.ttlSeconds) });
    this.#timer ??= this.#connection.clock.after(LEASE_TICK_MS, () => this.#tick());
  }

  remove({ id }: Lease): void {
    this.#kept.delete(id);
    if (this.#kept.size === 0) this.#rest();
  }

  /** The client is closed: nobody keeps the leases any more. */
  close(): void {
    for (const { lease } of this.#kept.values()) lease.lost("the client was closed", undefined);
    this.#kept.clear();
    this.#rest();
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#stream?.call.cancel();
    this.#stream = undefined;
  }

  #tick(): void {
    this.#timer = undefined;
    const now = this.#connection.clock.now();
    let isHung = false;
    for (const kept of this.#kept.values()) {
      if (now >= kept.expiresAt) this.#lose(kept, "its time ran out before it could be renewed", this.#lastError);
      else isHung ||= kept.askedAt !== undefined && now - kept.askedAt > answerMs(kept.lease);
    }
    if (isHung) this.#moveOn();
    if (this.#stream === undefined) this.#open(now);
    else this.#renew(this.#stream.call, now);
    if (this.#kept.size === 0) this.#rest();
    else this.#timer = this.#connection.clock.after(this.#untilNext(now), () => this.#tick());
  }

  /** The loss of a lease is told when it comes, and not a tick later. */
  #untilNext(now: number): number {
    let next = LEASE_TICK_MS;
    for (const { expiresAt } of this.#kept.values()) next = Math.min(next, expiresAt - now);
    return Math.max(0, next);
  }

  #renew(call: Call, now: number): void {
    for (const kept of this.#kept.values()) {
      if (kept.askedAt !== undefined || now < kept.renewAt) continue;
      kept.askedAt = now;
      call.write({ ID: kept.lease.id });
    }
  }

  #open(now: number): void {
    const isDue = [...this.#kept.values()].some(({ renewAt }) => now >= renewAt);
    if (!isDue || this.#isOpening || now < this.#openAt) return;
    this.#isOpening = true;
    this.#connect().then(
      (stream) => {
        this.#isOpening = false;
        this.#stream = stream;
        // All of them may have gone meanwhile.
        if (this.#kept.size === 0) this.#rest();
        else this.#renew(stream.call, this.#connection.clock.now());
      },
      (error: unknown) => {
        this.#isOpening = false;
        this.#ended(error);
      },
    );
  }

  async #connect(): Promise<Stream> {
    const stream: Stream = await openStream(this.#connection, info, { requireLeader: true }, (channel, options) => {
      const call = channel.bidi(method, options);
      call.onMessage = (message) => this.#answered(message);
      call.onEnd = (failure) => {
        if (this.#stream?.call !== call) return;
        this.#ended(failure && stream.errorOf(failure));
      };
      return { call };
    });
    return stream;
  }

  #answered({ ID, TTL }: LeaseKeepAliveResponse): void {
    const kept = this.#kept.get(ID);
    this.#failures = 0;
    if (kept?.askedAt === undefined) return;
    if (TTL <= 0) {
      this.#lose(kept, "the server has no such lease", undefined);
      return;
    }
    Object.assign(kept, times(kept.askedAt, TTL));
  }

  /** The member has stopped to answer: another one is asked. */
  #moveOn(): void {
    const stream = this.#stream;
    stream?.endpoint.penalise();
    this.#ended(new Error("the server has stopped to answer renewals"));
    stream?.call.cancel();
  }

  #ended(error: unknown): void {
    this.#stream = undefined;
    this.#lastError = error;
    this.#failures += 1;
    const { clock, random } = this.#connection;
    this.#openAt = clock.now() + retryPauseMs(this.#failures, random);
    for (const kept of this.#kept.values()) kept.askedAt = undefined;
  }

  #lose(kept: Kept, message: string, cause: unknown): void {
    this.#kept.delete(kept.lease.id);
    kept.lease.lost(`the lease is lost: ${message}`, cause);
  }
}

function times(askedAt: number, ttlSeconds: number): Omit<Kept, "lease"> {
  const ttlMs = ttlSeconds * 1000;
  return { expiresAt: askedAt + ttlMs * (1 - LEASE_MARGIN), renewAt: askedAt + ttlMs / 3, askedAt: undefined };
}

function answerMs(lease: Lease): number {
  return Math.min(LEASE_ANSWER_MS, (lease.ttlSeconds * 1000) / 3);
}
