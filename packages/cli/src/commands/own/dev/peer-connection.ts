import type { Socket } from "node:net";
import { Introduction } from "./introduction.js";

/** What a member has dialled, and the rest of the way to the other one. */
export class PeerConnection {
  readonly #near: Socket;
  readonly #far: Socket;
  /** Whoever is in it now is not heard, and not answered. */
  readonly #cutOff: ReadonlySet<string>;
  /** Who dialled; undefined as long as that is not known. */
  #callers: readonly string[] | undefined;
  /** What it said meanwhile, except for how it begins: it may say nothing more before it is answered. */
  readonly #held: Uint8Array[] = [];

  constructor(near: Socket, far: Socket, cutOff: ReadonlySet<string>) {
    this.#near = near;
    this.#far = far;
    this.#cutOff = cutOff;
    const introduction = new Introduction((callers) => {
      this.#introduced(callers);
    });
    near.on("data", (bytes) => {
      const isKnown = this.#callers !== undefined;
      if (isKnown || far.bytesRead === 0) this.#pass(bytes, near, far);
      else this.#held.push(bytes);
      if (!isKnown) introduction.read(bytes);
    });
    far.on("data", (bytes) => {
      this.#pass(bytes, far, near);
    });
    near.on("close", () => {
      introduction.close();
      if (!this.#isCut) far.destroy();
    });
    far.on("close", () => {
      if (!this.#isCut) near.destroy();
    });
    for (const socket of [near, far]) socket.on("error", () => undefined);
  }

  isFrom(caller: string): boolean {
    return this.#callers?.includes(caller) === true;
  }

  end(): void {
    this.#near.destroy();
    this.#far.destroy();
  }

  get #isCut(): boolean {
    return this.#callers?.some((caller) => this.#cutOff.has(caller)) === true;
  }

  #introduced(callers: readonly string[]): void {
    if (this.#callers !== undefined) return;
    this.#callers = callers;
    for (const bytes of this.#held.splice(0)) this.#pass(bytes, this.#near, this.#far);
  }

  #pass(bytes: Uint8Array, from: Socket, to: Socket): void {
    if (this.#isCut || to.write(bytes)) return;
    from.pause();
    to.once("drain", () => from.resume());
  }
}
