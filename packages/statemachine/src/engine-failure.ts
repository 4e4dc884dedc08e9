/** A command needs a record that the engine can not read. It can not be refused for that: other members can read theirs. */
export class EngineFailure extends Error {
  override readonly name = "EngineFailure";
  readonly code = "engineFailure";

  constructor(cause: Error) {
    super(`a record that a command needs can not be read: this member has to stop, and be filled from another`, {
      cause,
    });
  }
}
