/** How often each kind of event was met, to notice when a generator has gone blind. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(event: string, times = 1): void {
    this.#counts.set(event, this.of(event) + times);
  }

  of(event: string): number {
    return this.#counts.get(event) ?? 0;
  }

  addAll(other: Tally): void {
    for (const [event, times] of other.#counts) this.add(event, times);
  }

  /** By name, in one line. */
  toString(): string {
    const names = [...this.#counts.keys()].sort();
    return names.map((name) => `${name} ${this.of(name)}`).join(" · ");
  }
}
