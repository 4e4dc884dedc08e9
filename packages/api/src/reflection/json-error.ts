/** Why a text is no JSON, or not of a message: a sentence for whoever wrote it. */
export class JsonError extends Error {
  override readonly name = "JsonError";
}
