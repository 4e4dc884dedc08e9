import type { Terminal } from "../frame/terminal.js";

/** What takes less time is done before anybody wonders. */
const SHOWN_AFTER_MS = 1_000;
const SHOWN_EVERY_MS = 200;

/** A line on the screen that says how far something is, and how fast it goes; nothing where nobody looks at a screen. */
export class Progress implements Disposable {
  readonly #terminal: Terminal;
  readonly #what: string;
  readonly #amount: (amount: number) => string;
  readonly #began = performance.now();
  #nextAt = this.#began + SHOWN_AFTER_MS;
  #isShown = false;

  constructor(terminal: Terminal, what: string, amount: (amount: number) => string = String) {
    this.#terminal = terminal;
    this.#what = what;
    this.#amount = amount;
  }

  /** Cheap, so that it can be called for every piece. `total` is what there will be at the end, if that is known. */
  show(done: number, total?: number): void {
    const now = performance.now();
    if (!this.#terminal.isInteractive || now < this.#nextAt) return;
    this.#nextAt = now + SHOWN_EVERY_MS;
    this.#isShown = true;
    const rate = `${this.#amount(Math.round((done * 1_000) / (now - this.#began)))}/s`;
    const part =
      total === undefined || total === 0
        ? this.#amount(done)
        : `${Math.floor((done * 100) / total)}% of ${this.#amount(total)}`;
    this.#terminal.error(`\r\u001b[K${this.#what}: ${part}, ${rate}`);
  }

  /** Takes the line away. */
  [Symbol.dispose](): void {
    if (this.#isShown) this.#terminal.error("\r\u001b[K");
  }
}
