import { troubles, type ZooBug } from "../zoo-bug.js";

/** Power fails again and again, on all members alike, and disks are slow enough that it finds them at work. */
const BLACKOUTS = {
  ...troubles({ powerLoss: 6, slowDisk: 1, partition: 1 }),
  troubleMicroseconds: 100_000,
  troubleLastsMicroseconds: 300_000,
  restartMicroseconds: 300_000,
};

/** Bugs in the write-ahead log. */
export const storageBugs: readonly ZooBug[] = [
  {
    name: "the log acknowledges before it syncs",
    edits: [
      {
        file: "packages/storage/src/wal/wal.ts",
        text: "if (error === undefined) this.#sync(segment.file);",
        replacement: "if (error === undefined) this.#onDurable();",
      },
    ],
    checker: "assertion",
    seeds: 3,
    knobs: BLACKOUTS,
  },
  {
    name: "a sync that failed is tried again",
    edits: [
      {
        file: "packages/storage/src/wal/wal.ts",
        text: "      if (error === undefined) this.#onDurable();\n      else this.#fail(error);\n",
        replacement: "      if (error === undefined) this.#onDurable();\n      else this.#sync(file);\n",
      },
    ],
    checker: "assertion",
    seeds: 3,
    knobs: {
      ...BLACKOUTS,
      ...troubles({ powerLoss: 3, diskError: 8 }),
      troubleMicroseconds: 50_000,
    },
  },
  {
    name: "a torn tail is taken for a batch",
    edits: [
      {
        file: "packages/storage/src/wal/batch-header.ts",
        text: "return checksum === view.getUint32(offset + CHECKSUM, true) ? header : undefined;",
        replacement: "return checksum === 0 ? undefined : header;",
      },
    ],
    checker: "assertion",
    seeds: 30,
    knobs: {
      ...BLACKOUTS,
      ...troubles({ powerLoss: 5, slowDisk: 3, partition: 2 }),
      clients: 8,
      restMicroseconds: 2_000,
      snapshotEvery: 200,
      keptEntries: 100,
    },
  },
  {
    name: "what was acknowledged is taken for a torn tail, unless something stands behind it",
    edits: [
      {
        file: "packages/storage/src/wal/log-scan.ts",
        text: "      header = verifyBatch(bytes, offset, segment, this.#crc32);\n    }\n",
        replacement:
          "      header = verifyBatch(bytes, offset, segment, this.#crc32);\n" +
          "      const end = offset + batchBytes(header?.length ?? 0);\n" +
          "      if (header !== undefined && findBatch(bytes, end, segment, this.#crc32) === undefined) return;\n" +
          "    }\n",
      },
      {
        file: "packages/storage/src/wal/log-scan.ts",
        text: "if (segment.durable <= sequence) continue;",
        replacement: "if (segment.durable <= sequence || sequence > 0) continue;",
      },
    ],
    checker: "nothingFalls",
    seeds: 10,
    knobs: BLACKOUTS,
  },
  {
    name: "a batch of a segment's earlier life is accepted",
    edits: [
      {
        file: "packages/storage/src/wal/batch-header.ts",
        text: "if (view.getUint32(LIFE, true) !== seed || u64(view, INCARNATION) !== incarnation) return undefined;",
        replacement: "",
      },
      {
        file: "packages/storage/src/wal/batch-header.ts",
        text: "const checksum = crc32(bytes.subarray(offset + LIFE, end), life.seed);",
        replacement: "const checksum = crc32(bytes.subarray(offset + LIFE, end), view.getUint32(offset + LIFE, true));",
      },
    ],
    checker: "assertion",
    seeds: 140,
    knobs: {
      ...BLACKOUTS,
      clients: 4,
      restMicroseconds: 20_000,
      segmentBytes: 8_192,
      snapshotEvery: 10,
      keptEntries: 0,
    },
  },
];
