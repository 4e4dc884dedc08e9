/** How many steps may still be taken: entries and versions that are looked at. */
export class Budget {
  left: number;

  constructor(steps: number) {
    this.left = steps;
  }

  /** Takes one step; false if there is none left. */
  take(): boolean {
    if (this.left <= 0) return false;
    this.left--;
    return true;
  }
}
