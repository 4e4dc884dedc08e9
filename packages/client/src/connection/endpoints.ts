import type { Clock } from "@keyval/grpc";
import type { Unreachable } from "../errors/index.js";
import { parseEndpoint } from "./endpoint-address.js";
import { Endpoint, type EndpointSettings } from "./endpoint.js";
import { findReady } from "./search.js";
import { unreachable } from "./unreachable.js";

/** All endpoints, and the one that calls go to: a good one is kept until it is none any more. */
export class Endpoints {
  readonly #settings: EndpointSettings;
  readonly #encryptsByDefault: boolean;
  readonly #clock: Clock;
  #all: readonly Endpoint[] = [];
  /** Those that were asked for by name and are none of the others. */
  readonly #others = new Map<string, Endpoint>();
  /** Those that are wanted no more, and have calls under way. */
  #retired: readonly Endpoint[] = [];
  #current: Endpoint | undefined;
  #search: Promise<Endpoint> | undefined;
  /** Clients begin with different endpoints, so that no member has them all. */
  #first: number;

  constructor(texts: readonly string[], settings: EndpointSettings) {
    this.#settings = settings;
    this.#encryptsByDefault = settings.tls !== undefined;
    this.#clock = settings.clock;
    this.#all = this.#make(texts);
    this.#first = Math.floor(settings.random() * this.#all.length);
  }

  get texts(): string[] {
    return this.#all.map(({ text }) => text);
  }

  /** Others from now on. Connections to those that stay are kept, and calls under way at others may finish. */
  set(texts: readonly string[]): void {
    const before = this.#all;
    this.#all = this.#make(texts);
    this.#first = 0;
    const gone = before.filter((endpoint) => !this.#all.includes(endpoint));
    for (const { channel } of gone) channel.close();
    this.#retired = [...this.#retired, ...gone].filter(({ channel }) => channel.openCalls > 0);
    if (this.#current !== undefined && !this.#all.includes(this.#current)) this.#current = undefined;
  }

  /** The one that has this name. */
  named(text: string): Endpoint {
    const known = this.#all.find((endpoint) => endpoint.text === text) ?? this.#others.get(text);
    if (known !== undefined) return known;
    const endpoint = this.#one(text);
    this.#others.set(text, endpoint);
    return endpoint;
  }

  /** The one to ask now; undefined where `find` has to look for one. */
  get current(): Endpoint | undefined {
    const current = this.#current;
    return current?.isReady === true && !current.isPenalised ? current : undefined;
  }

  /** Looks for one; all who ask meanwhile wait for the same search. Rejects with `Unreachable`. */
  find(): Promise<Endpoint> {
    this.#search ??= findReady(this.#inOrder(), this.#clock)
      .then((found) => (this.#current = found))
      .finally(() => (this.#search = undefined));
    return this.#search;
  }

  /** What is known of why none of them could be reached. */
  unreachable(): Unreachable {
    return unreachable(this.#all);
  }

  close(): void {
    for (const endpoint of [...this.#all, ...this.#retired, ...this.#others.values()]) endpoint.close();
  }

  /** Whoever comes behind the one that was asked last; those that failed a moment ago come last. */
  #inOrder(): Endpoint[] {
    const { length } = this.#all;
    const start = this.#current === undefined ? this.#first : this.#all.indexOf(this.#current) + 1;
    const turned = [...this.#all.slice(start % length), ...this.#all.slice(0, start % length)];
    return [...turned.filter((one) => !one.isPenalised), ...turned.filter((one) => one.isPenalised)];
  }

  #make(texts: readonly string[]): Endpoint[] {
    if (texts.length === 0) throw new RangeError("a client needs at least one endpoint");
    return [...new Set(texts)].map((text) => this.#all.find((known) => known.text === text) ?? this.#one(text));
  }

  #one(text: string): Endpoint {
    return new Endpoint(parseEndpoint(text, this.#encryptsByDefault), this.#settings);
  }
}
