import { type ErrorName, errors } from "@keyval/api";

/** What a command or query answers: the fields of etcd's messages that matter, or an error. */
export type ModelAnswer = object | ErrorName;

class ModelError extends Error {
  readonly error: ErrorName;

  constructor(error: ErrorName) {
    super(error);
    this.error = error;
  }
}

/** One for each: to note where it was thrown would take longer than all else that a refused command does. */
const modelErrors = new Map(Object.keys(errors).map((name) => [name, new ModelError(name as ErrorName)]));

export function fail(error: ErrorName): never {
  throw modelErrors.get(error) ?? new ModelError(error);
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
