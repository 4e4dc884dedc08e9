/** A configuration that the server can not start with: one sentence for whoever wrote it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
