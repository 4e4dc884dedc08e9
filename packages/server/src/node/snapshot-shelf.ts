import { encodeConfiguration, type Snapshot } from "@keyval/raft";
import { DiskError, EngineDamage, SnapshotSource } from "@keyval/storage";
import type { Crc32, EngineDone, GroupId, Pinned, PinnedFile } from "@keyval/storage";
import type { Piece, ReadPiece } from "./state-machine.js";

/** Ids of bitcask's files are unlike all others, whoever wrote them. */
const ORIGIN = "bitcask";

const NOTHING = new Uint8Array(0);

/** A durable snapshot whose files stay. */
interface Lent {
  readonly snapshot: Snapshot;
  /** Of the store, at the snapshot. */
  readonly revision: number;
  readonly pinned: Pinned;
}

interface Kept extends Lent {
  /** Made once somebody asks for it. */
  source: SnapshotSource | undefined;
  /** How far each file was read without a gap since its beginning, and the checksum so far. */
  readonly passed: Map<PinnedFile, { readonly position: number; readonly checksum: number }>;
}

export interface ShelfOptions {
  readonly crc32: Crc32;
  /** This program and its version. */
  readonly writer: string;
  readonly group: GroupId;
}

/** Snapshots whose files stay for others to fetch: the latest that was put here, and the one that was asked for last. */
export class SnapshotShelf {
  readonly #options: ShelfOptions;
  /** By index. */
  #kept = new Map<number, Kept>();
  #asked = 0;

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  has(index: number): boolean {
    return this.#kept.has(index);
  }

  put(snapshot: Snapshot, revision: number, pinned: Pinned): void {
    for (const [index, { pinned }] of this.#kept) {
      if (index === this.#asked) continue;
      this.#kept.delete(index);
      pinned.release();
    }
    this.#kept.set(snapshot.index, { snapshot, revision, pinned, source: undefined, passed: new Map() });
  }

  read(
    { index, file, position, bytesMax }: Piece,
    defer: (run: () => void) => void,
    done: EngineDone<ReadPiece>,
  ): void {
    const kept = this.#kept.get(index);
    if (kept === undefined || file > kept.pinned.files.length) {
      defer(() => {
        done({ error: new DiskError("ENOENT", "read", `snapshot ${index}`) });
      });
      return;
    }
    this.#asked = index;
    kept.source ??= sourceOf(kept, this.#options);
    const { manifest } = kept.source;
    const pinned = kept.pinned.files[file - 1];
    const total = pinned?.size ?? manifest.length;
    const answer: EngineDone<Uint8Array> = (outcome) => {
      if (outcome.error !== undefined) {
        done({ error: outcome.error });
        return;
      }
      const { value: bytes } = outcome;
      const error = pinned && this.#damage(kept, pinned, position, bytes);
      done(error === undefined ? { error, value: { bytes, total } } : { error });
    };
    if (file > 0) {
      kept.source.read(file - 1, position, bytesMax, answer);
      return;
    }
    defer(() => {
      answer({ error: undefined, value: manifest.subarray(position, position + bytesMax) });
    });
  }

  /** Nobody else reads a file that has gone cold, and whoever receives it can only refuse it, again and again. */
  #damage({ passed }: Kept, file: PinnedFile, position: number, bytes: Uint8Array): EngineDamage | undefined {
    const before = position === 0 ? { position, checksum: 0 } : passed.get(file);
    if (before?.position !== position) return undefined;
    const now = { position: position + bytes.length, checksum: this.#options.crc32(bytes, before.checksum) };
    passed.set(file, now);
    if (now.position < file.size || now.checksum === file.checksum) return undefined;
    return new EngineDamage("the file does not have its checksum", file.id, 0);
  }

  /** The engine that has the files is closed, and others have taken their place. */
  forget(): void {
    this.#kept = new Map();
  }
}

/** Its files stay until it is released. */
export function sourceOf({ snapshot, revision, pinned }: Lent, { crc32, writer, group }: ShelfOptions): SnapshotSource {
  const { index, term, configuration } = snapshot;
  const facts = {
    writer,
    group,
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
  return new SnapshotSource(facts, files, crc32, () => {
    pinned.release();
  });
}
