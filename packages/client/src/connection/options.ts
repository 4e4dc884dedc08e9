import type { ConnectionOptions } from "node:tls";
import type { Clock } from "@keyval/grpc";
import type { ClientHooks } from "./hooks.js";

/** Certificates in PEM. */
export type TlsOptions = Pick<
  ConnectionOptions,
  "ca" | "cert" | "key" | "passphrase" | "servername" | "rejectUnauthorized" | "minVersion"
>;

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

export interface ClientOptions {
  /** Where members of the cluster are: `host:port`, `http://…`, `https://…` or `unix://…`. Default: `127.0.0.1:2379`. */
  readonly endpoints?: string | readonly string[];
  /** Given: endpoints without a scheme are encrypted too. */
  readonly tls?: TlsOptions;
  /** The user to log in as. Tokens are fetched when they are needed, and again when they have become invalid. */
  readonly auth?: Credentials;
  /** Of calls that say nothing else. Default: 10 seconds. */
  readonly timeoutMs?: number;
  /** When a silent connection is asked whether it lives, and how long it may take to answer. Default: 6 s and 3 s. */
  readonly keepalive?: { readonly timeMs: number; readonly timeoutMs: number };
  /** Headers that are sent with every call. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Who wants to hear of every call: for traces and metrics. */
  readonly hooks?: ClientHooks;
  /** Default: the real time. */
  readonly clock?: Clock;
  /** From 0 up to, not including, 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/** One command of a session that a server keeps. */
export interface SessionCommand {
  readonly session: number;
  /** Each command of a session has a number of its own. */
  readonly number: number;
  /** The client has the answers of all commands below this number. */
  readonly acknowledged: number;
}

export interface CallOptions {
  /** Gives up: the call fails with an `AbortError`. */
  readonly signal?: AbortSignal;
  /** With all its attempts. `Infinity` for no end. Default: the client's. */
  readonly timeoutMs?: number;
  /** Headers, in addition to the client's. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Only this endpoint, which need not be one of the client's. */
  readonly endpoint?: string;
  /**
   * Whether a member that knows no leader refuses at once instead of waiting for one, so that another can be asked.
   * Default: true, except where a member can answer alone.
   */
  readonly requireLeader?: boolean;
  /** Makes the call once, whatever becomes of it. Default: false. */
  readonly once?: boolean;
  /** To do it twice is as good as once: it is made again also where its outcome is unknown. Default: true where nothing is changed. */
  readonly repeatable?: boolean;
  /**
   * Makes the call as this command of a session: the server does it once however often it comes, so that it is made again also
   * where its outcome is unknown. `client.session()` numbers its commands by itself.
   */
  readonly command?: SessionCommand;
}
