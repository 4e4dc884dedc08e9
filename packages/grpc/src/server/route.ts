import type { AnyMethod } from "../service/service.js";
import type { Call } from "./call.js";
import { CallTally } from "./call-tally.js";

/** Every kind of handler, as it is called: with the request where there is exactly one, else with the call alone. */
export type AnyHandler = (...parameters: readonly unknown[]) => void;

/**
 * Stands before the handlers of all methods: it proceeds, at once or later, or fails the call. Of the end it hears by
 * `call.whenFinished`.
 */
export type ServerInterceptor = (call: Call, proceed: () => void) => void;

/** Where calls of one method go. */
export interface Route {
  readonly method: AnyMethod;
  readonly handler: AnyHandler;
  readonly interceptors: readonly ServerInterceptor[];
  readonly tally: CallTally;
  /** Exactly one message comes: the handler is called with it. */
  readonly takesRequest: boolean;
  /** Exactly one message goes. */
  readonly givesReply: boolean;
}

/** All methods of a server, by their path. */
export class Routes {
  readonly #byPath = new Map<string, Route>();
  readonly #services = new Set<string>();

  add(method: AnyMethod, handler: AnyHandler, interceptors: readonly ServerInterceptor[]): void {
    const [, service = "", name = ""] = method.path.split("/");
    if (method.path !== `/${service}/${name}` || service === "" || name === "") {
      throw new RangeError(`"${method.path}" is no path of a method: it has to look like /package.Service/Method`);
    }
    if (this.#byPath.has(method.path)) throw new RangeError(`there are two handlers for ${method.path}: leave one`);
    this.#services.add(service);
    const takesRequest = method.kind === "unary" || method.kind === "serverStream";
    const givesReply = method.kind === "unary" || method.kind === "clientStream";
    this.#byPath.set(method.path, { method, handler, interceptors, tally: new CallTally(), takesRequest, givesReply });
  }

  all(): Iterable<Route> {
    return this.#byPath.values();
  }

  find(path: string): Route | undefined {
    return this.#byPath.get(path);
  }

  /** What is said of a path that leads nowhere. */
  unknown(path: string): string {
    const [, service = "", name = ""] = path.split("/");
    return this.#services.has(service) ? `unknown method ${name} for service ${service}` : `unknown service ${service}`;
  }
}
