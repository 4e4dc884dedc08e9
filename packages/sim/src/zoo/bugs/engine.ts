import { troubles, type ZooBug } from "../zoo-bug.js";

/** Power fails again and again while the engine saves, merges and closes files all the time. */
const BUSY_ENGINES = {
  ...troubles({ powerLoss: 6, slowDisk: 2, crash: 1 }),
  troubleMicroseconds: 100_000,
  troubleLastsMicroseconds: 300_000,
  restartMicroseconds: 300_000,
  clients: 8,
  restMicroseconds: 5_000,
  snapshotEvery: 10,
  engineFileBytes: 400,
  tidyEvery: 1,
};

/** As before, with keys that come and go. */
const BUSY_KEYS = {
  ...BUSY_ENGINES,
  keys: 5,
  operations: { read: 1, staleRead: 1, put: 6, compareAndSet: 2, delete: 3 },
};

/** Members fall behind what the others' logs still have, and go down while they fetch or install. */
const LATECOMERS = {
  ...BUSY_ENGINES,
  ...troubles({ powerLoss: 5, crash: 1, partition: 2, slowDisk: 2 }),
  keptEntries: 0,
  engineFileBytes: 8_192,
  tidyEvery: 8,
  pieceBytesMost: 500,
};

/** Bugs in the engine `bitcask`, and in what makes snapshots of its checkpoints. */
export const engineBugs: readonly ZooBug[] = [
  {
    name: "the applied index is saved before its data",
    edits: [
      {
        file: "packages/storage/src/bitcask/bitcask-engine.ts",
        text: "      for (const { error } of yield* all(calls)) if (error !== undefined) throw error;\n      yield* publishManifest(disk, directory);\n",
        replacement:
          "      const { files } = this.#manifest;\n" +
          "      yield* prepareManifest(disk, directory, encodeManifest({ ...manifest, files }, writer, crc32));\n" +
          "      yield* publishManifest(disk, directory);\n" +
          "      for (const { error } of yield* all(calls)) if (error !== undefined) throw error;\n" +
          "      yield* publishManifest(disk, directory);\n",
      },
    ],
    checker: "sameState",
    seeds: 10,
    knobs: BUSY_ENGINES,
  },
  {
    name: "a checkpoint does not wait for its data",
    edits: [
      {
        file: "packages/storage/src/bitcask/bitcask-engine.ts",
        text: "const calls = [this.#sync(captured), prepareManifest(disk, directory, bytes)].map(",
        replacement: "const calls = [prepareManifest(disk, directory, bytes)].map(",
      },
    ],
    checker: "assertion",
    seeds: 3,
    knobs: BUSY_ENGINES,
  },
  {
    name: "a sync of the engine that failed is tried again",
    edits: [
      {
        file: "packages/storage/src/bitcask/bitcask-engine.ts",
        text: "    for (const { error } of yield* all(calls)) if (error !== undefined) throw this.#stop(error);\n",
        replacement: "    yield* all(calls);\n    yield* all(calls);\n",
      },
    ],
    checker: "assertion",
    seeds: 140,
    // Files that live long: what was never durable has to be met before it is merged away.
    knobs: {
      ...BUSY_ENGINES,
      ...troubles({ powerLoss: 4, diskError: 8 }),
      restMicroseconds: 50_000,
      troubleMicroseconds: 50_000,
      engineFileBytes: 8_192,
      tidyEvery: 32,
    },
  },
  {
    name: "a file is deleted before the checkpoint that does without it",
    edits: [
      {
        file: "packages/storage/src/bitcask/bitcask-engine.ts",
        text: "    this.#table.replace(merge.inputs, merge.output);\n",
        replacement:
          "    this.#table.replace(merge.inputs, merge.output);\n" +
          "    this.#table.named([], new Set(merge.inputs));\n" +
          "    this.#table.dropUnneeded((script) => this.#background(script));\n",
      },
    ],
    checker: "assertion",
    seeds: 3,
    knobs: BUSY_ENGINES,
  },
  {
    name: "a hint is trusted without a look at its checksum",
    edits: [
      {
        file: "packages/storage/src/bitcask/walk.ts",
        text: "if (count === size && isHintWhole(target, path, data.id, data.size, crc32)) hint = target;",
        replacement: "if (count === size) hint = target;",
      },
    ],
    checker: "assertion",
    seeds: 5,
    knobs: BUSY_KEYS,
  },
  {
    name: "a tombstone goes while an older file holds its key",
    edits: [
      {
        file: "packages/storage/src/bitcask/merge.ts",
        text: "const isStuck = !isLive && this.#mayBeOlder(key);",
        replacement: "const isStuck = false;",
      },
    ],
    checker: "sameState",
    seeds: 25,
    knobs: BUSY_KEYS,
  },
  {
    name: "the owner is not told where a record was moved",
    edits: [
      {
        file: "packages/storage/src/bitcask/merge.ts",
        text: "      owner.moved(key, from, to);\n",
        replacement: "",
      },
    ],
    checker: "assertion",
    seeds: 3,
    knobs: BUSY_ENGINES,
  },
  {
    name: "what was merged counts as newer than what was written after it",
    edits: [
      {
        file: "packages/storage/src/bitcask/file-table.ts",
        text: "    this.files.splice(at, inputs.length, ...(output.records > 0 ? [output] : []));\n",
        replacement:
          "    this.files.splice(at, inputs.length);\n    if (output.records > 0) this.files.push(output);\n",
      },
    ],
    checker: "sameState",
    seeds: 3,
    knobs: BUSY_KEYS,
  },
  {
    name: "the log lets go of entries before the snapshot that holds them is durable",
    edits: [
      {
        file: "packages/server/src/node/snapshot-taker.ts",
        text: "    this.#host.machine.save(snapshot, ({ error }) => {\n",
        replacement:
          "    this.#host.mark(snapshot, () => this.#host.marked(snapshot));\n" +
          "    this.#host.machine.save(snapshot, ({ error }) => {\n",
      },
    ],
    checker: "assertion",
    seeds: 3,
    knobs: BUSY_ENGINES,
  },
  {
    name: "what an earlier transfer left of a file is not checked",
    edits: [
      {
        file: "packages/storage/src/snapshot/receive-file.ts",
        text: "if (this.#checksum === this.#wanted.checksum) {",
        replacement: "if (this.#checksum === this.#wanted.checksum || this.#isResumed) {",
      },
    ],
    checker: "assertion",
    seeds: 60,
    knobs: LATECOMERS,
  },
  {
    name: "a snapshot is installed before its files are durable",
    edits: [
      {
        file: "packages/storage/src/snapshot/receive-file.ts",
        text: "this.#file.sync(({ error }) => (error === undefined ? this.#end(error) : this.#forsake(error)));",
        replacement: "this.#end(undefined);",
      },
    ],
    checker: "assertion",
    seeds: 20,
    knobs: LATECOMERS,
  },
  {
    name: "an engine counts as made of a snapshot before the files have their names in it",
    edits: [
      {
        file: "packages/storage/src/bitcask/adopt-files.ts",
        text: "  const entries = files.map(entryOf);\n",
        replacement:
          "  const entries = files.map(entryOf);\n" +
          "  const early = { ...before, applied, state, files: entries };\n" +
          "  yield* prepareManifest(disk, directory, encodeManifest(early, writer, crc32));\n" +
          "  yield* publishManifest(disk, directory);\n",
      },
    ],
    checker: "assertion",
    seeds: 60,
    knobs: LATECOMERS,
  },
];
