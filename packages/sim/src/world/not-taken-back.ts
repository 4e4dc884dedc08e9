/**
 * The others do not let a member in that lost its disk, and comes under its old name. Whoever learned of its incarnation only
 * after it was let in tells it so by refusing its announcement.
 */
export class NotTakenBack extends Error {
  override readonly name = "NotTakenBack";
}
