import type { CallPeer, PlainRequest } from "@keyval/grpc";
import { Query } from "./query.js";

/** A request that a route has been found for. */
export class HttpRequest {
  readonly #plain: PlainRequest;
  readonly #parameters: ReadonlyMap<string, Uint8Array>;
  readonly query: Query;

  constructor(plain: PlainRequest, query: string, parameters: ReadonlyMap<string, Uint8Array>) {
    this.#plain = plain;
    this.#parameters = parameters;
    this.query = new Query(query);
  }

  get method(): string {
    return this.#plain.method;
  }

  /** As it was asked for, with its query. */
  get target(): string {
    return this.#plain.path;
  }

  get body(): Uint8Array {
    return this.#plain.body;
  }

  get peer(): CallPeer {
    return this.#plain.peer;
  }

  /** The first value of that name, which is in lower case. */
  header(name: string): string | undefined {
    return this.#plain.header(name);
  }

  /** What stands in the path in the place of a name in braces. */
  parameter(name: string): Uint8Array {
    const value = this.#parameters.get(name);
    if (value === undefined) throw new RangeError(`the path of this route has no {${name}}`);
    return value;
  }

  /** The type of the body without its parameters, in lower case. */
  get contentType(): string {
    const [type = ""] = (this.header("content-type") ?? "").split(";");
    return type.trim().toLowerCase();
  }
}
