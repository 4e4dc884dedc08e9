import { Client, type ClientOptions } from "@keyval/client";

/** Clients with connections of their own, used in turn. */
export class ClientPool implements Disposable {
  readonly #clients: readonly Client[];

  constructor(options: ClientOptions, count: number) {
    this.#clients = Array.from({ length: Math.max(1, count) }, () => new Client(options));
  }

  /** The client for the request of this number. */
  at(number: number): Client {
    const client = this.#clients[number % this.#clients.length];
    if (client === undefined) throw new RangeError(`no client for request ${number}`);
    return client;
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients) client.close();
  }
}
