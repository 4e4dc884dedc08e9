interface Step {
  readonly time: number;
  readonly value: number;
}

/** A number that only grows with time. Steps may be added in any order. */
export class Steps {
  readonly #added: Step[] = [];
  #sorted: readonly Step[] | undefined;

  add(time: number, value: number): void {
    this.#added.push({ time, value });
    this.#sorted = undefined;
  }

  /** The greatest value of this time or before it; undefined if there is none. */
  at(time: number): number | undefined {
    return this.#last((step) => step.time <= time);
  }

  /** The same without what came at that very time. */
  before(time: number): number | undefined {
    return this.#last((step) => step.time < time);
  }

  #last(isEarly: (step: Step) => boolean): number | undefined {
    const steps = (this.#sorted ??= risingSteps(this.#added));
    let [early, late] = [-1, steps.length];
    while (late - early > 1) {
      const middle = Math.floor((early + late) / 2);
      const step = steps[middle];
      if (step !== undefined && isEarly(step)) early = middle;
      else late = middle;
    }
    return steps[early]?.value;
  }
}

function risingSteps(added: readonly Step[]): Step[] {
  let greatest = -Infinity;
  return added
    .toSorted((a, b) => a.time - b.time)
    .map(({ time, value }) => ({ time, value: (greatest = Math.max(greatest, value)) }));
}
