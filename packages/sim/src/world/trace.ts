const MODULUS = 2 ** 31 - 1;
const FACTOR = 48_271;

/** What happened in a run: always as a hash, and as text for whoever wants to read it. */
export class Trace {
  readonly #print: ((line: string) => void) | undefined;
  #low = 1;
  #high = 2;
  #count = 0;

  constructor(print?: (line: string) => void) {
    this.#print = print;
  }

  /** Equal for runs that went alike, event for event. */
  get hash(): string {
    return `${this.#count}-${this.#high}-${this.#low}`;
  }

  /** An event of a kind that comes often: hashed, not printed. */
  count(time: number, a: number, b: number): void {
    this.#count += 1;
    this.#low = (this.#low * FACTOR + (time % MODULUS) + a + 1) % MODULUS;
    this.#high = (this.#high * FACTOR + (b % MODULUS) + 1) % MODULUS;
  }

  note(time: number, what: string): void {
    for (let i = 0; i < what.length; i++) this.count(time, what.charCodeAt(i), i);
    this.#print?.(`${seconds(time)} ${what}`);
  }
}

function seconds(microseconds: number): string {
  const whole = Math.floor(microseconds / 1_000_000);
  return `${String(whole).padStart(4)}.${String(microseconds % 1_000_000).padStart(6, "0")}`;
}
