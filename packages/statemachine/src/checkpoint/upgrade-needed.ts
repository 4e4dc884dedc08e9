/** The cluster is ahead of this program, which therefore must not touch its state. */
export class UpgradeNeeded extends Error {
  override readonly name = "UpgradeNeeded";

  constructor(level: number, own: number) {
    super(
      `the cluster is at level ${level}, and this version understands no more than level ${own}: start a newer one`,
    );
  }
}
