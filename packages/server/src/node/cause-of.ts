/** What stopped an engine, or could not be read, names the file. */
export function causeOf(error: Error): Error {
  return error.cause instanceof Error ? error.cause : error;
}
