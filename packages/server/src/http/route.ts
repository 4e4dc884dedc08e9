import type { HttpReply } from "./http-reply.js";
import type { HttpRequest } from "./http-request.js";
import type { Operation } from "./operation.js";

export type HttpMethod = "GET" | "POST" | "PUT" | "DELETE";

/** One thing that can be asked for over HTTP. */
export interface Route {
  /** Whoever may GET may ask for the head alone, too. */
  readonly method: HttpMethod;
  /** It may end with a name in braces, which stands for all the rest, slashes included, but not for nothing: `/kv/{key}`. */
  readonly path: string;
  /** Without it the route is not described to anybody. */
  readonly operation?: Operation;
  /** Answers at once or later. What it throws is a bug. */
  readonly answer: (request: HttpRequest, reply: HttpReply) => void;
}
