const WAYS_OUT =
  "What was promised durable is lost here: do not go on with this directory. If this is a member of a cluster whose other " +
  "members are sound, remove it and add it again with an empty data directory; if not, restore a backup.";

/** Something that was once durable can not be read any more. */
export class EngineDamage extends Error {
  override readonly name = "EngineDamage";
  readonly file: string;
  readonly offset: number;

  constructor(what: string, file: string, offset: number) {
    super(`${file}, offset ${offset}: ${what}. ${WAYS_OUT}`);
    this.file = file;
    this.offset = offset;
  }
}

/** A file in the engine's directory was not written by it, or in a format of another version. */
export class EngineForeign extends Error {
  override readonly name = "EngineForeign";
  readonly file: string;
  /** The version of the format, and who wrote it, if it is a file of some version. */
  readonly version: number | undefined;
  readonly writer: string | undefined;

  constructor(file: string, version?: number, writer?: string) {
    super(
      version === undefined
        ? `${file} is no file of this engine: move it away if it does not belong here, or choose another directory.`
        : `${file} has version ${version} of its format, written by "${writer ?? ""}": use that program or a newer one.`,
    );
    this.file = file;
    this.version = version;
    this.writer = writer;
  }
}

/** An earlier call failed in a way after which nothing can be promised, or the engine was closed. */
export class EngineStopped extends Error {
  override readonly name = "EngineStopped";

  constructor(cause?: Error) {
    super(
      cause === undefined
        ? "the engine is closed"
        : `the engine has stopped because of an earlier failure, and has to be opened again: ${cause.message}`,
      cause === undefined ? {} : { cause },
    );
  }
}
