/** Given: what is committed up to an index waits until `apply` is called, in a later turn. Otherwise it is applied at once. */
export type HoldBack = (index: number, apply: () => void) => void;

/** Up to where entries may be applied. */
export class Committed {
  readonly #holdBack: HoldBack | undefined;
  readonly #released: () => void;
  #index = 0;
  /** Up to here once nothing is held back any more. */
  #heldBack = 0;

  /** `released` is called when more may be applied than when it was told. */
  constructor(holdBack: HoldBack | undefined, released: () => void) {
    this.#holdBack = holdBack;
    this.#released = released;
  }

  get index(): number {
    return this.#index;
  }

  raise(index: number): void {
    if (index <= this.#heldBack) return;
    this.#heldBack = index;
    if (this.#holdBack === undefined) this.#index = index;
    else {
      this.#holdBack(index, () => {
        this.#index = Math.max(this.#index, index);
        this.#released();
      });
    }
  }
}
