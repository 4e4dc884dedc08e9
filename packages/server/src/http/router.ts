import type { PlainHandler, PlainReply, PlainRequest } from "@keyval/grpc";
import { HttpReply, TEXT_TYPE, type HeaderFields } from "./http-reply.js";
import { HttpRequest } from "./http-request.js";
import { percentDecoded } from "./percent.js";
import type { Route } from "./route.js";

/** Why a request reaches no route. */
export type Unroutable = 400 | 404 | 405 | 500;

export interface RouterOptions {
  readonly routes: readonly Route[];
  /** Says in its own form that nothing is answered below a prefix; elsewhere it is a line of text. */
  readonly refusals?: Readonly<Record<string, Refuse>>;
  /** A route threw: a bug, which is answered with 500. */
  readonly failed: (bug: unknown) => void;
}

export type Refuse = (status: Unroutable, reply: HttpReply, fields: HeaderFields) => void;

const TEXTS: Readonly<Record<Unroutable, string>> = {
  400: "400 Bad Request: the URL can not be read\n",
  404: "404 page not found\n",
  405: "Method Not Allowed\n",
  500: "Internal Server Error\n",
};

/** Finds the route of each request, by whatever version of HTTP it comes. */
export class Router {
  readonly #options: RouterOptions;
  /** By path, then by method. */
  readonly #exact = new Map<string, Map<string, Route>>();
  /** By what stands before the parameter, then by method. */
  readonly #open = new Map<string, Map<string, Route>>();

  constructor(options: RouterOptions) {
    this.#options = options;
    for (const route of options.routes) {
      const brace = route.path.indexOf("{");
      if (brace < 0) add(this.#exact, route.path, route);
      else add(this.#open, route.path.slice(0, brace), route);
    }
  }

  get routes(): readonly Route[] {
    return this.#options.routes;
  }

  readonly handle: PlainHandler = (plain: PlainRequest, plainReply: PlainReply) => {
    const reply = new HttpReply(plainReply, plain.method === "HEAD");
    const [path = "", query = ""] = splitOnce(plain.path, "?");
    try {
      this.#route(plain, path, query, reply);
    } catch (bug) {
      this.#options.failed(bug);
      if (!reply.hasBegun) this.#refuse(500, path, reply);
    }
  };

  #route(plain: PlainRequest, path: string, query: string, reply: HttpReply): void {
    const [byMethod, rest] = this.#find(path);
    const route = byMethod?.get(plain.method === "HEAD" ? "GET" : plain.method);
    if (byMethod === undefined) this.#refuse(404, path, reply);
    else if (route === undefined) this.#refuse(405, path, reply, [["allow", [...byMethod.keys()].join(", ")]]);
    else {
      const value = percentDecoded(rest);
      const parameters = new Map(value === undefined ? [] : [[parameterOf(route), value]]);
      const request = new HttpRequest(plain, query, parameters);
      if (value === undefined || request.query.isMalformed) this.#refuse(400, path, reply);
      else route.answer(request, reply);
    }
  }

  /** The routes of a path, and what it says beyond theirs. */
  #find(path: string): readonly [Map<string, Route> | undefined, string] {
    const exact = this.#exact.get(path);
    if (exact !== undefined) return [exact, ""];
    for (const [prefix, routes] of this.#open) {
      if (path.startsWith(prefix) && path.length > prefix.length) return [routes, path.slice(prefix.length)];
    }
    return [undefined, ""];
  }

  #refuse(status: Unroutable, path: string, reply: HttpReply, fields: HeaderFields = []): void {
    const refusals = Object.entries(this.#options.refusals ?? {});
    const refuse = refusals.find(([prefix]) => path.startsWith(prefix))?.[1];
    if (refuse === undefined) reply.send(status, TEXT_TYPE, TEXTS[status], fields);
    else refuse(status, reply, fields);
  }
}

function add(routes: Map<string, Map<string, Route>>, path: string, route: Route): void {
  const byMethod = routes.get(path) ?? new Map<string, Route>();
  if (byMethod.has(route.method)) throw new RangeError(`there are two routes for ${route.method} ${route.path}`);
  routes.set(path, byMethod.set(route.method, route));
}

function parameterOf({ path }: Route): string {
  return path.slice(path.indexOf("{") + 1, -1);
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
