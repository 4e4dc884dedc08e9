import { EngineFailure } from "../engine-failure.js";
import { type Refusal, refusalOf } from "../refusal.js";

/** What reads on the spot, for a query: unlike a command it can be refused if a record can not be read. */
export function orRefusal<T>(read: () => T): T | Refusal {
  try {
    return read();
  } catch (error) {
    if (error instanceof EngineFailure && error.cause instanceof Error) return refusalOf(error.cause);
    throw error;
  }
}
