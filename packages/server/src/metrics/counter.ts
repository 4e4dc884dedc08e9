/** Counts what happens, or holds what is: a field, so that counting costs an addition. */
export class Counter {
  value = 0;

  add(by = 1): void {
    this.value += by;
  }
}
