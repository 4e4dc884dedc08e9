import type { ErrorName } from "@keyval/api";

/** What a command or query answers: the fields of etcd's messages that matter, or an error. */
export type ModelAnswer = object | ErrorName;

class ModelError extends Error {
  readonly error: ErrorName;

  constructor(error: ErrorName) {
    super(error);
    this.error = error;
  }
}

export function fail(error: ErrorName): never {
  throw new ModelError(error);
}

/** Puts errors in the place of answers. */
export function answerOf(run: () => object): ModelAnswer {
  try {
    return run();
  } catch (error) {
    if (error instanceof ModelError) return error.error;
    throw error;
  }
}
