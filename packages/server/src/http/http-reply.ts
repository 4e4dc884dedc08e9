import type { PlainReply } from "@keyval/grpc";

export type HeaderFields = readonly (readonly [name: string, value: string])[];

export const JSON_TYPE = "application/json";
export const TEXT_TYPE = "text/plain; charset=utf-8";

/** The answer to a request: whole by `send` or `json`, or by `begin`, any number of `write` and `end`. */
export class HttpReply {
  /** More may be written, after a `write` that returned false. */
  onDrain: () => void = nothing;
  /** The client has gone before the end. */
  onGone: () => void = nothing;
  /** Behind either end, once. */
  onOver: () => void = nothing;
  readonly #plain: PlainReply;
  /** The client asks for what would stand above the body, and for no body. */
  readonly #isHead: boolean;
  #hasBegun = false;
  #isOver = false;

  constructor(plain: PlainReply, isHead: boolean) {
    this.#plain = plain;
    this.#isHead = isHead;
    plain.onDrain = () => {
      if (!this.#isOver) this.onDrain();
    };
    plain.onGone = () => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.onGone();
      this.onOver();
    };
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** It has been answered, or there is nobody to answer: what is still said goes nowhere. */
  get isOver(): boolean {
    return this.#isOver;
  }

  json(status: number, value: unknown, fields: HeaderFields = []): void {
    this.send(status, JSON_TYPE, JSON.stringify(value), fields);
  }

  send(status: number, type: string, body: string | Uint8Array, fields: HeaderFields = []): void {
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    this.begin(status, [["content-type", type], ["content-length", `${bytes.length}`], ...fields]);
    if (bytes.length > 0) this.write(bytes);
    this.end();
  }

  /** An answer that has no body. */
  empty(status: number, fields: HeaderFields = []): void {
    this.begin(status, fields);
    this.end();
  }

  begin(status: number, fields: HeaderFields): void {
    if (this.#isOver) return;
    this.#hasBegun = true;
    this.#plain.begin(status, fields);
  }

  /** Bytes must not change afterwards. False: wait for `onDrain`. */
  write(bytes: Uint8Array): boolean {
    return this.#isOver || this.#isHead || this.#plain.write(bytes);
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#plain.end();
    this.onOver();
  }
}

function nothing(): void {
  // Until a route wants to know.
}
