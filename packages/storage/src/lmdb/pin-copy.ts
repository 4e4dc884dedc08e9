import fs from "node:fs";
import type { Crc32 } from "../crc32.js";
import { toOutcome } from "../disk-node/system-error.js";
import type { Checkpoint, Pinned } from "../engine/engine.js";

const CHUNK = 2 ** 20;

/** One consistent copy of the database, which goes when it is released. */
export async function pinCopy({ applied, state }: Checkpoint, id: string, path: string, crc32: Crc32): Promise<Pinned> {
  const file = await fs.promises.open(path);
  const { size } = await file.stat();
  const chunk = new Uint8Array(CHUNK);
  let checksum = 0;
  for (let position = 0; position < size;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK, position);
    checksum = crc32(chunk.subarray(0, bytesRead), checksum);
    position += bytesRead;
  }
  let isReleased = false;
  return {
    applied,
    state,
    files: [
      {
        id,
        size,
        checksum,
        read: (position, target, done) => {
          fs.read(file.fd, target, 0, target.length, position, (error, count) =>
            done(toOutcome("read", path, error, count)),
          );
        },
      },
    ],
    release: () => {
      if (isReleased) return;
      isReleased = true;
      void file.close();
      fs.rmSync(path, { force: true });
    },
  };
}
