import { Status } from "@keyval/grpc";
import type { Connection } from "../connection/connection.js";
import type { CallOptions } from "../connection/options.js";
import type { Rpc } from "../connection/rpc.js";
import { Claim, type ClaimOptions } from "../coordination/claim.js";
import { Election } from "../coordination/election.js";
import { SessionNotFound, SessionsUnsupported, TooManyUnacknowledged, UnexpectedStatus } from "../errors/index.js";
import type { Bytes } from "../kv/bytes.js";
import { type Codec, string } from "../kv/codec.js";
import { Kv } from "../kv/kv.js";
import type { Scope } from "../kv/scope.js";
import type { LeaseKeeper } from "../lease/lease-keeper.js";
import { Leases } from "../lease/leases.js";
import { CommandSeries } from "./command-series.js";

const NO_BYTES = new Uint8Array(0);

type Texts = Scope<string | Uint8Array, string>;

/** A call of the protocol that changes something. */
type Change<Request, Response> = (request?: Request, options?: CallOptions) => Promise<Response>;

/**
 * Changes that are done once, although they are asked for again where an answer was lost, at whichever member, until their
 * deadline. The server forgets a session that was not used for a minute; another one is then opened for the next change.
 * A change that is in doubt for longer fails with `Undecided`.
 */
export class Session {
  /** Keys and values, as `client.kv`. Its transactions and atomic changes are commands of the session, too. */
  readonly kv: Kv<string | Uint8Array, string>;
  /** Leases, as `client.leases`; to grant one and to revoke it are commands of the session. */
  readonly leases: Leases;
  readonly #connection: Connection;
  readonly #rpc: Rpc;
  readonly #scope: Texts;
  #series: CommandSeries | undefined;
  #opening: Promise<CommandSeries> | undefined;

  private constructor(scope: Texts, rpc: Rpc, keeper: LeaseKeeper) {
    this.#connection = scope.connection;
    this.#rpc = rpc;
    const kv = {
      ...rpc.kv,
      put: this.#once("KV/Put", rpc.kv.put),
      deleteRange: this.#once("KV/DeleteRange", rpc.kv.deleteRange),
      txn: this.#once("KV/Txn", rpc.kv.txn),
    };
    const lease = {
      ...rpc.lease,
      leaseGrant: this.#once("Lease/LeaseGrant", rpc.lease.leaseGrant),
      leaseRevoke: this.#once("Lease/LeaseRevoke", rpc.lease.leaseRevoke),
    };
    this.#scope = { ...scope, rpc: { kv } };
    this.kv = new Kv(this.#scope);
    this.leases = new Leases(this.#connection, { lease }, keeper);
  }

  static async open(scope: Texts, rpc: Rpc, keeper: LeaseKeeper, options: CallOptions = {}): Promise<Session> {
    const session = new Session(scope, rpc, keeper);
    session.#series = await session.#open(options);
    return session;
  }

  /** A lock, as `client.lock`: its lease, its place in the queue and its release are commands of the session. */
  lock(name: Bytes, options: ClaimOptions = {}): Promise<Claim> {
    return Claim.stake(this.#scope, this.leases, name, NO_BYTES, options);
  }

  /** An election, as `client.election`, in which to campaign, to proclaim and to resign are commands of the session. */
  election(name: Bytes): Election<string | Uint8Array, string>;
  election<In, Out>(name: Bytes, codec: Codec<In, Out>): Election<In, Out>;
  election(name: Bytes, codec: Codec<string | Uint8Array, string> = string): unknown {
    return new Election({ ...this.#scope, codec }, this.leases, name);
  }

  /** The same call as a command of this session. */
  #once<Request, Response>(method: string, call: Change<Request, Response>): Change<Request, Response> {
    return async (request, options = {}) => {
      const giveUp = this.#connection.giveUp({ method }, options);
      for (let attempts = 1; ; attempts++) {
        const series = await giveUp.wait(this.#current());
        try {
          return await series.run(this.#connection.clock.now(), (command) =>
            call(request, { ...options, command, timeoutMs: giveUp.timeLeftMs }),
          );
        } catch (error) {
          // Of the first attempt, therefore nothing was done: after one in doubt it would be another error.
          const isUsedUp = error instanceof SessionNotFound || error instanceof TooManyUnacknowledged;
          if (!isUsedUp || attempts > 1 || options.once === true) throw error;
          if (this.#series === series) this.#series = undefined;
        }
      }
    };
  }

  /** The session of the server that takes the next command; whoever needs a new one waits for the same. */
  #current(): Promise<CommandSeries> {
    if (this.#series?.takesMore(this.#connection.clock.now()) === true) return Promise.resolve(this.#series);
    this.#opening ??= this.#open({})
      .then((series) => (this.#series = series))
      .finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #open(options: CallOptions): Promise<CommandSeries> {
    const openedAt = this.#connection.clock.now();
    try {
      const { session, ttlMs } = await this.#rpc.session.open({}, options);
      return new CommandSeries(session, ttlMs, openedAt);
    } catch (error) {
      if (!(error instanceof UnexpectedStatus && error.status === Status.UNIMPLEMENTED)) throw error;
      const message =
        "this server has no sessions, only KeyVal has: make changes in transactions whose conditions fail if they come twice";
      throw new SessionsUnsupported(message, { method: "Session/Open", cause: error });
    }
  }
}
