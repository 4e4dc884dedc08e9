/** The engine's checksums found nothing wrong, so a program wrote this that is newer than this one, or none of ours. */
export class RecordError extends Error {
  override readonly name = "RecordError";
  readonly code = "unknownRecord";

  constructor(what: string) {
    super(`a record of the engine can not be read: ${what}; open it with the version of KeyVal that wrote it`);
  }
}
