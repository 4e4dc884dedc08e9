import { percentDecoded } from "./percent.js";

/** What stands behind the `?` of a URL. */
export class Query {
  readonly #values = new Map<string, Uint8Array[]>();
  /** Something in it can not be read, and is left out. */
  readonly isMalformed: boolean = false;

  constructor(text: string) {
    for (const pair of text.split("&")) {
      if (pair === "") continue;
      const equals = pair.indexOf("=");
      const name = percentDecoded(equals < 0 ? pair : pair.slice(0, equals), true);
      const value = percentDecoded(equals < 0 ? "" : pair.slice(equals + 1), true);
      if (name === undefined || value === undefined) this.isMalformed = true;
      else this.#add(Buffer.from(name).toString(), value);
    }
  }

  get names(): string[] {
    return [...this.#values.keys()];
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The first value of the name, as bytes. */
  bytes(name: string): Uint8Array | undefined {
    return this.#values.get(name)?.[0];
  }

  /** The first value of the name. */
  text(name: string): string | undefined {
    return this.texts(name)[0];
  }

  /** All values of the name. */
  texts(name: string): string[] {
    return (this.#values.get(name) ?? []).map((value) => Buffer.from(value).toString());
  }

  #add(name: string, value: Uint8Array): void {
    const values = this.#values.get(name);
    if (values === undefined) this.#values.set(name, [value]);
    else values.push(value);
  }
}
