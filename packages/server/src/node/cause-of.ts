/** An engine that has stopped before says what stopped it. */
export function causeOf(error: Error): Error {
  return error.cause instanceof Error ? error.cause : error;
}
