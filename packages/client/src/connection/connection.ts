import { Auth } from "@keyval/api";
import { type Clock, type Method, Metadata } from "@keyval/grpc";
import { nodeClock } from "@keyval/grpc/transport";
import { DeadlineExceeded, isNotApplied, KeyValError, Undecided } from "../errors/index.js";
import { KEEPALIVE_MS, KEEPALIVE_TIMEOUT_MS, TIMEOUT_MS } from "../limits.js";
import { Awake } from "./awake.js";
import type { Endpoint } from "./endpoint.js";
import { Endpoints } from "./endpoints.js";
import { GiveUp } from "./give-up.js";
import { hookOf } from "./hook-of.js";
import type { CallHook, ClientHooks } from "./hooks.js";
import { type MethodInfo, methodInfo } from "./method-info.js";
import type { CallOptions, ClientOptions, Credentials } from "./options.js";
import { owned } from "./owned-method.js";
import { isFaultOfEndpoint, isFaultOfToken, mayRetry, pauseAfter } from "./retry.js";
import { Token } from "./token.js";
import { attemptUnary } from "./unary-attempt.js";

const authenticate = owned(Auth.methods.Authenticate);
const authenticateInfo = methodInfo(authenticate);

/** Whom a call goes to, and what is sent along. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly metadata: Metadata;
  readonly token: string | undefined;
}

/** Carries calls to whichever endpoint does well, with the token of whoever is logged in. */
export class Connection {
  readonly clock: Clock;
  readonly random: () => number;
  readonly endpoints: Endpoints;
  readonly awake = new Awake();
  /** Of calls that say nothing else. */
  readonly timeoutMs: number;
  readonly hooks: ClientHooks | undefined;
  readonly #options: ClientOptions;
  readonly #closing = new AbortController();
  readonly #token: Token | undefined;

  constructor(options: ClientOptions = {}) {
    const { auth, clock = nodeClock, endpoints = "127.0.0.1:2379", random = Math.random, tls } = options;
    const { keepalive = { timeMs: KEEPALIVE_MS, timeoutMs: KEEPALIVE_TIMEOUT_MS } } = options;
    this.clock = clock;
    this.random = random;
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.hooks = options.hooks;
    this.#options = options;
    const texts = typeof endpoints === "string" ? endpoints.split(",") : endpoints;
    this.endpoints = new Endpoints(texts, { clock, random, tls, keepalive, failed: raise });
    this.#token = auth && new Token(() => this.#login(auth));
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Aborted when the client is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Ends all calls. */
  close(): void {
    if (this.isClosed) return;
    this.#closing.abort();
    this.endpoints.close();
  }

  /** Makes a call, again where that is safe and promises to help, until it is to be given up. */
  async unary<Request, Response>(
    method: Method<Request, Response, "unary">,
    methodInfo: MethodInfo,
    request: Request,
    options: CallOptions,
  ): Promise<Response> {
    const mayRepeat = options.command !== undefined || options.repeatable === true;
    const info = mayRepeat ? { ...methodInfo, isRepeatable: true } : methodInfo;
    const giveUp = this.giveUp(info, options);
    const hook = hookOf(this.hooks, info);
    let doubt: unknown;
    const attempt = async (route: Route): Promise<Response> => {
      hook.attempt?.(route.endpoint.text);
      const { timeLeftMs: timeoutMs } = giveUp;
      const { metadata } = route;
      try {
        return await attemptUnary(route.endpoint, method, request, info, giveUp, { metadata, timeoutMs });
      } catch (error) {
        doubt ??= isNotApplied(error) ? undefined : error;
        throw error;
      }
    };
    const find = () => this.route(giveUp, options, hook, method === authenticate);
    const retries = { once: options.once ?? false, isRepeatable: info.isRepeatable };
    try {
      const response = await this.awake.during(this.#attempts(find, attempt, giveUp, retries));
      hook.ended?.(undefined);
      return response;
    } catch (failure) {
      const error = doubt === undefined || failure === doubt ? failure : undecided(failure as KeyValError, giveUp);
      hook.ended?.(error as KeyValError);
      throw error;
    }
  }

  giveUp({ method }: Pick<MethodInfo, "method">, { signal, timeoutMs = this.timeoutMs }: CallOptions): GiveUp {
    return new GiveUp({ clock: this.clock, method, closed: this.closed, signal, timeoutMs });
  }

  /** Finds the endpoint to ask, and the token for it. */
  async route(giveUp: GiveUp, options: CallOptions, hook: CallHook, isLogin = false): Promise<Route> {
    giveUp.check();
    const { endpoints } = this;
    const endpoint =
      options.endpoint === undefined
        ? (endpoints.current ?? (await this.#search(giveUp)))
        : endpoints.named(options.endpoint);
    if (!isLogin && this.#token?.known === undefined) await giveUp.wait(this.#token?.fetch() ?? Promise.resolve());
    const token = isLogin ? undefined : this.#token?.known;
    const metadata = Metadata.of({ ...this.#options.metadata, ...options.metadata, ...hook.metadata });
    if (token !== undefined && token !== "") metadata.set("token", token);
    if (options.requireLeader === true) metadata.set("hasleader", "true");
    if (options.command !== undefined) {
      const { session, number, acknowledged } = options.command;
      metadata.set("keyval-command", `${session} ${number} ${acknowledged}`);
    }
    return { endpoint, metadata, token };
  }

  /** What follows from a failure for the calls to come. */
  learn(error: KeyValError, { endpoint, token }: Route): void {
    if (isFaultOfEndpoint(error)) endpoint.penalise();
    if (isFaultOfToken(error)) this.#token?.forget(token);
  }

  /** Whether the same call may go well with a new token. */
  canMend(error: KeyValError): boolean {
    return this.#token !== undefined && isFaultOfToken(error);
  }

  async #search(giveUp: GiveUp): Promise<Endpoint> {
    try {
      return await giveUp.wait(this.endpoints.find());
    } catch (error) {
      // What was in the way says more than that the time is over.
      throw error instanceof DeadlineExceeded ? this.endpoints.unreachable() : error;
    }
  }

  async #attempts<Response>(
    find: () => Promise<Route>,
    attempt: (route: Route) => Promise<Response>,
    giveUp: GiveUp,
    { once, isRepeatable }: { readonly once: boolean; readonly isRepeatable: boolean },
  ): Promise<Response> {
    let logins = 0;
    let trouble: KeyValError | undefined;
    for (let attempts = 1; ; attempts++) {
      let route: Route | undefined;
      try {
        route = await find();
        return await attempt(route);
      } catch (error) {
        if (!(error instanceof KeyValError)) throw error;
        if (route === undefined && error instanceof DeadlineExceeded) throw trouble ?? error;
        trouble = error;
        if (route !== undefined) this.learn(error, route);
        if (route !== undefined && this.canMend(error) && logins === 0) logins += 1;
        else if (once || !mayRetry(error, isRepeatable)) throw error;
        else await pauseAfter(error, giveUp, attempts, this.random);
      }
    }
  }

  async #login(credentials: Credentials): Promise<string> {
    const { token } = await this.unary(authenticate, authenticateInfo, credentials, {});
    return token;
  }
}

/** The failure of a call of which an attempt was in doubt before the last one failed. */
function undecided(failure: KeyValError, giveUp: GiveUp): KeyValError {
  return (
    giveUp.aborted("unknown") ??
    new Undecided(`an attempt before may have been applied: ${failure.message}`, { cause: failure })
  );
}

/** A callback of this package threw: that is a bug, and must not go unseen. */
function raise(bug: unknown): void {
  throw bug;
}
