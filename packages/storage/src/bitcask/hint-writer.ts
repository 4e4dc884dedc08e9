import { AppendFile } from "./append-file.js";
import type { BitcaskOptions } from "./bitcask-options.js";
import { encodeFileHeader } from "./file-header.js";
import { type FileId, hintName } from "./file-names.js";
import { HINT_ENTRY_BYTES, HINT_FOOTER_BYTES } from "./hint.js";
import { TOMBSTONE_SIZE } from "./record.js";
import { need, play, type Script } from "../script.js";

/**
 * Writes, while a data file grows, everything but its values to a file beside it. A hint can be made again from its data:
 * if it can not be written, it is given up, and whoever reads finds an incomplete one.
 */
export class HintWriter {
  readonly #file: AppendFile;
  #records = 0;

  constructor(options: BitcaskOptions, id: FileId) {
    this.#file = new AppendFile(`${options.directory}/${hintName(id)}`, options);
    this.#file.append(encodeFileHeader("hint", id, options.writer, options.crc32));
  }

  add(timestamp: number, key: Uint8Array, value: number | undefined): void {
    if (this.#file.failure !== undefined) return;
    const at = this.#file.take(HINT_ENTRY_BYTES + key.length);
    const { bytes, view } = this.#file;
    view.setUint32(at, timestamp % 2 ** 32, true);
    view.setUint32(at + 4, Math.floor(timestamp / 2 ** 32), true);
    view.setUint32(at + 8, key.length, true);
    view.setUint32(at + 12, value ?? TOMBSTONE_SIZE, true);
    bytes.set(key, at + HINT_ENTRY_BYTES);
    this.#records++;
  }

  /** The data file is closed and has this size. Answers in any case. */
  finish(dataBytes: number, done: () => void): void {
    play(this.#finish(dataBytes), () => this.close(done));
  }

  close(done: () => void): void {
    this.#file.close(done);
  }

  *#finish(dataBytes: number): Script {
    const at = this.#file.take(HINT_FOOTER_BYTES - 4);
    const { view } = this.#file;
    setU64(view, at, dataBytes);
    setU64(view, at + 8, this.#records);
    const checksum = this.#file.cut();
    const last = this.#file.take(4);
    this.#file.view.setUint32(last, checksum, true);
    yield* need((done) => this.#file.flush(done));
    const { file } = this.#file;
    if (file !== undefined) yield* need((done) => file.sync(done));
  }
}

function setU64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 2 ** 32, true);
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
}
