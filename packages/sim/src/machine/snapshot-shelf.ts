import { encodeConfiguration, type Snapshot } from "@keyval/raft";
import type { Piece, ReadPiece } from "@keyval/server/node";
import { DiskError, SnapshotSource, type Crc32, type EngineDone, type Pinned } from "@keyval/storage";

/** Ids of bitcask's files are unlike all others, whoever wrote them. */
const ORIGIN = "bitcask";

const NOTHING = new Uint8Array(0);

/** A durable snapshot whose files stay. */
interface Kept {
  readonly snapshot: Snapshot;
  readonly pinned: Pinned;
  /** Made once somebody asks for it. */
  source: SnapshotSource | undefined;
}

/** Snapshots whose files stay for others to fetch: the latest that was put here, and the one that was asked for last. */
export class SnapshotShelf {
  readonly #crc32: Crc32;
  /** By index. */
  #kept = new Map<number, Kept>();
  #asked = 0;

  constructor(crc32: Crc32) {
    this.#crc32 = crc32;
  }

  has(index: number): boolean {
    return this.#kept.has(index);
  }

  put(snapshot: Snapshot, pinned: Pinned): void {
    for (const [index, { pinned }] of this.#kept) {
      if (index === this.#asked) continue;
      this.#kept.delete(index);
      pinned.release();
    }
    this.#kept.set(snapshot.index, { snapshot, pinned, source: undefined });
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
    kept.source ??= sourceOf(kept, this.#crc32);
    const { manifest } = kept.source;
    const total = kept.pinned.files[file - 1]?.size ?? manifest.length;
    const answer: EngineDone<Uint8Array> = ({ error, value: bytes }) => {
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

  /** The engine that has the files is closed, and others have taken their place. */
  forget(): void {
    this.#kept = new Map();
  }
}

function sourceOf({ snapshot, pinned }: Kept, crc32: Crc32): SnapshotSource {
  const { index, term, configuration } = snapshot;
  const facts = {
    ...{ writer: "keyval-sim", group: 1, start: NOTHING, end: NOTHING, epoch: 0 },
    ...{ index, term, configuration: encodeConfiguration(configuration), position: index, revision: index },
    state: pinned.state,
  };
  const files = pinned.files.map((file) => ({
    ...{ origin: ORIGIN, id: file.id, length: file.size, checksum: file.checksum },
    read: file.read.bind(file),
  }));
  return new SnapshotSource(facts, files, crc32, () => {
    pinned.release();
  });
}
