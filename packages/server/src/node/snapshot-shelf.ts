import { encodeConfiguration, type Snapshot } from "@keyval/raft";
import type { Piece, ReadPiece } from "./state-machine.js";
import { DiskError, SnapshotSource, type Crc32, type EngineDone, type GroupId, type Pinned } from "@keyval/storage";

/** Ids of bitcask's files are unlike all others, whoever wrote them. */
const ORIGIN = "bitcask";

const NOTHING = new Uint8Array(0);

interface Lent {
  readonly source: SnapshotSource;
  /** Of the manifest, and of the files that it names. */
  readonly sizes: readonly number[];
}

/** The durable snapshots that others may fetch: the latest one, and the one that was asked for last. */
export class SnapshotShelf {
  readonly #crc32: Crc32;
  /** This program and its version. */
  readonly #writer: string;
  readonly #group: GroupId;
  /** By index. */
  #lent = new Map<number, Lent>();
  #asked = 0;

  constructor(crc32: Crc32, writer: string, group: GroupId) {
    this.#crc32 = crc32;
    this.#writer = writer;
    this.#group = group;
  }

  /** `revision` is the store's. */
  put({ index, term, configuration }: Snapshot, revision: number, pinned: Pinned): void {
    const facts = {
      writer: this.#writer,
      group: this.#group,
      start: NOTHING,
      end: NOTHING,
      epoch: 0,
      index,
      term,
      configuration: encodeConfiguration(configuration),
      position: index,
      revision,
      state: pinned.state,
    };
    const files = pinned.files.map((file) => ({
      origin: ORIGIN,
      id: file.id,
      length: file.size,
      checksum: file.checksum,
      read: file.read.bind(file),
    }));
    const source = new SnapshotSource(facts, files, this.#crc32, () => {
      pinned.release();
    });
    const sizes = [source.manifest.length, ...files.map(({ length }) => length)];
    for (const [other, { source }] of this.#lent) {
      if (other === this.#asked) continue;
      this.#lent.delete(other);
      source.release();
    }
    this.#lent.set(index, { source, sizes });
  }

  read(
    { index, file, position, bytesMax }: Piece,
    defer: (run: () => void) => void,
    done: EngineDone<ReadPiece>,
  ): void {
    const lent = this.#lent.get(index);
    const total = lent?.sizes[file];
    if (lent === undefined || total === undefined) {
      defer(() => {
        done({ error: new DiskError("ENOENT", "read", `snapshot ${index}`) });
      });
      return;
    }
    this.#asked = index;
    const answer: EngineDone<Uint8Array> = ({ error, value: bytes }) => {
      done(error === undefined ? { error, value: { bytes, total } } : { error });
    };
    if (file > 0) {
      lent.source.read(file - 1, position, bytesMax, answer);
      return;
    }
    defer(() => {
      answer({ error: undefined, value: lent.source.manifest.subarray(position, position + bytesMax) });
    });
  }

  /** The engine that has the files is closed, and others have taken their place. */
  forget(): void {
    this.#lent = new Map();
  }
}
