/** A setting that makes no sense. The message says which one, and what it should be. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
