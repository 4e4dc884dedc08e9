import { AuthNotEnabled } from "../errors/index.js";

/** The token of the user who is logged in, fetched by whoever needs it first, for all. */
export class Token {
  readonly #fetch: () => Promise<string>;
  #token: string | undefined;
  #fetching: Promise<void> | undefined;

  constructor(fetch: () => Promise<string>) {
    this.#fetch = fetch;
  }

  /** Undefined where it has to be fetched; empty where the cluster has no users. */
  get known(): string | undefined {
    return this.#token;
  }

  /** Fetches it, unless somebody does so already. */
  async fetch(): Promise<void> {
    this.#fetching ??= this.#login().finally(() => (this.#fetching = undefined));
    await this.#fetching;
  }

  /** A server refused this one. Another one may have taken its place meanwhile. */
  forget(refused: string | undefined): void {
    if (this.#token === refused) this.#token = undefined;
  }

  async #login(): Promise<void> {
    try {
      this.#token = await this.#fetch();
    } catch (error) {
      if (!(error instanceof AuthNotEnabled)) throw error;
      this.#token = "";
    }
  }
}
