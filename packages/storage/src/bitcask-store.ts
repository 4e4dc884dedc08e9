import { randomInt } from "node:crypto";
import { dirname, basename, resolve } from "node:path";
import zlib from "node:zlib";
import { openBitcaskEngine } from "./bitcask/open-bitcask-engine.js";
import { BitcaskStore, type BitcaskStoreOptions } from "./bitcask-store/bitcask-store.js";
import { Keydir } from "./bitcask-store/keydir.js";
import { promised } from "./bitcask-store/promised.js";
import { openNodeDisk } from "./disk-node.js";
import type { Disk } from "./disk.js";
import type { Engine } from "./engine/engine.js";

export type { BitcaskStore, BitcaskStoreOptions, Bytes } from "./bitcask-store/bitcask-store.js";
export { DiskError } from "./disk.js";
export { EngineDamage, EngineForeign, EngineStopped } from "./engine/engine-error.js";

const FILE_BYTES = 64 * 2 ** 20;

/** Opens the store in a directory, which is made if it is missing and belongs to the store alone. */
export async function openBitcask(directory: string, options: BitcaskStoreOptions = {}): Promise<BitcaskStore> {
  const path = resolve(directory);
  const disk = await promised<Disk>((done) => openNodeDisk(dirname(path), done));
  const engine = await promised<Engine>((done) =>
    openBitcaskEngine(
      {
        disk,
        directory: basename(path),
        crc32: (bytes, seed) => zlib.crc32(bytes, seed),
        random: () => randomInt(2 ** 32),
        defer: setImmediate,
        now: Date.now,
        writer: "keyval bitcask",
        fileBytes: options.fileBytes ?? FILE_BYTES,
      },
      done,
    ),
  );
  const keydir = new Keydir(engine);
  try {
    await promised((done) => engine.scanKeys(keydir.found, done));
  } catch (error) {
    await promised((done) => engine.close(done));
    throw error;
  }
  return new BitcaskStore(engine, keydir, options);
}
