/** A rule that was broken. */
export class Violation {
  readonly rule: string;

  constructor(rule: string) {
    this.rule = rule;
  }
}
