import type { GroupId } from "../log.js";

/** Where the log is damaged, and whose entries are lost with it, as far as that is known. */
export interface DamagePlace {
  readonly file: string;
  readonly offset: number;
  readonly group?: GroupId | undefined;
  readonly first?: number | undefined;
  readonly last?: number | undefined;
}

const WAYS_OUT =
  "What was promised durable is lost here: do not start from this log. If other members are sound, remove this member " +
  "from the cluster and add it again with an empty data directory; if not, restore a backup.";

/** Something that was once durable can not be read any more. */
export class WalDamage extends Error {
  override readonly name = "WalDamage";
  readonly file: string;
  readonly offset: number;
  readonly group: GroupId | undefined;
  /** The entries concerned. */
  readonly first: number | undefined;
  readonly last: number | undefined;

  constructor(what: string, { file, offset, group, first, last }: DamagePlace) {
    const whose = group === undefined ? "" : `, group ${group}`;
    const which = first === undefined ? "" : `, entries ${first} to ${last ?? first}`;
    super(`${file}, offset ${offset}${whose}${which}: ${what}. ${WAYS_OUT}`);
    this.file = file;
    this.offset = offset;
    this.group = group;
    this.first = first;
    this.last = last;
  }
}

/** A file in the log's directory was not written by this log, or in a format of another version. */
export class WalForeign extends Error {
  override readonly name = "WalForeign";
  readonly file: string;
  /** The version of the format, and who wrote it, if it is a segment of some version. */
  readonly version: number | undefined;
  readonly writer: string | undefined;

  constructor(file: string, version?: number, writer?: string) {
    super(
      version === undefined
        ? `${file} is no segment of a write-ahead log: move it out of the directory if it does not belong here.`
        : `${file} has version ${version} of the format, written by "${writer ?? ""}": use that program or a newer one.`,
    );
    this.file = file;
    this.version = version;
    this.writer = writer;
  }
}

/** Called after `close`. */
export class WalClosed extends Error {
  override readonly name = "WalClosed";

  constructor() {
    super("the write-ahead log is closed");
  }
}
