import type { File } from "../disk.js";
import type { RecordKey, EngineRecord } from "../engine/engine.js";
import { HINT_SLICE_BYTES, SCAN_BYTES } from "../limits.js";
import { ask, need, type Script } from "../script.js";
import type { BitcaskOptions } from "./bitcask-options.js";
import type { DataFile } from "./data-file.js";
import { HEADER_BYTES } from "./file-header.js";
import { hintName } from "./file-names.js";
import { HintWriter } from "./hint-writer.js";
import { decodeHintEntry, HINT_ENTRY_BYTES, HINT_FOOTER_BYTES, isHintWhole } from "./hint.js";
import { KeyFilter } from "./key-filter.js";
import { RECORD_HEADER_BYTES, viewOf } from "./record.js";

/** Says whether to go on. The record's bytes are good only during the call. */
export type Visit<T extends RecordKey> = (record: T, offset: number, bytes: number) => boolean;

/** Every record between two offsets, checked. What is visited is written already. */
export function* walkRecords(data: DataFile, from: number, to: number, visit: Visit<EngineRecord>): Script {
  for (let start = from; start < to;) {
    const bytes = yield* readSome(data, start, Math.min(SCAN_BYTES, to - start));
    const view = viewOf(bytes);
    let at = 0;
    while (at < bytes.length) {
      if (at > 0 && at + RECORD_HEADER_BYTES > bytes.length) break;
      const header = data.headerIn(bytes, view, at, start + at);
      if (at > 0 && at + header.bytes > bytes.length) break;
      const whole = at + header.bytes > bytes.length ? yield* readSome(data, start, header.bytes) : bytes;
      const record = data.recordIn(whole, whole === bytes ? view : viewOf(whole), at, start + at, header);
      if (!visit(record, start + at, header.bytes)) return;
      at += header.bytes;
    }
    start += at;
  }
}

function* readSome(data: DataFile, position: number, length: number): Script<Uint8Array> {
  const target = new Uint8Array(length);
  const count = yield* need<number>((done) => data.readBytes(position, target, done));
  if (count < length) throw data.damage("the file has lost its end", position + count);
  return target;
}

/**
 * Every key up to an offset, from the hint file if it is whole; otherwise from the data, and then the hint is made again.
 * A file that is looked at from end to end knows its keys afterwards.
 */
export function* walkKeys(options: BitcaskOptions, data: DataFile, to: number, visit: Visit<RecordKey>): Script {
  const isAll = data.isClosed && to === data.size;
  const hint = isAll ? yield* readHint(options, data) : undefined;
  const filter = new KeyFilter(options.identityOf);
  const note: Visit<RecordKey> = (record, offset, bytes) => {
    filter.add(record.key);
    return visit(record, offset, bytes);
  };
  if (hint !== undefined) yield* walkHint(options, hint, note);
  else if (isAll) yield* walkAndHint(options, data, note);
  else yield* walkRecords(data, HEADER_BYTES, to, note);
  if (!isAll || data.filter !== undefined) return;
  filter.finish();
  data.filter = filter;
}

function* walkHint({ defer }: BitcaskOptions, hint: Uint8Array, visit: Visit<RecordKey>): Script {
  const view = viewOf(hint);
  const end = hint.length - HINT_FOOTER_BYTES;
  let offset = HEADER_BYTES;
  let pause = HEADER_BYTES + HINT_SLICE_BYTES;
  for (let at = HEADER_BYTES; at < end;) {
    const entry = decodeHintEntry(hint, view, at, end);
    if (entry === undefined || !visit(entry, offset, entry.bytes)) return;
    at += HINT_ENTRY_BYTES + entry.keyBytes;
    offset += entry.bytes;
    if (at < pause) continue;
    pause = at + HINT_SLICE_BYTES;
    yield (resume) => defer(resume);
  }
}

/** Undefined if there is none that can be relied on. */
function* readHint({ disk, directory, crc32 }: BitcaskOptions, data: DataFile): Script<Uint8Array | undefined> {
  const path = `${directory}/${hintName(data.id)}`;
  const { value: file } = yield* ask<File>((done) => disk.open(path, "existing", done));
  if (file === undefined) return undefined;
  const { value: size } = yield* ask<number>((done) => file.size(done));
  let hint: Uint8Array | undefined;
  // An entry takes no more than its record, and a footer no more than is added here.
  if (size !== undefined && size <= data.size + HINT_FOOTER_BYTES) {
    const target = new Uint8Array(size);
    const { value: count } = yield* ask<number>((done) => file.read(0, target, done));
    if (count === size && isHintWhole(target, path, data.id, data.size, crc32)) hint = target;
  }
  yield* ask((done) => file.close(done));
  return hint;
}

function* walkAndHint(options: BitcaskOptions, data: DataFile, visit: Visit<RecordKey>): Script {
  const { disk, directory } = options;
  yield* ask((done) => disk.remove(`${directory}/${hintName(data.id)}`, done));
  const hint = new HintWriter(options, data.id);
  let end = HEADER_BYTES;
  try {
    yield* walkRecords(data, HEADER_BYTES, data.size, (record, offset, bytes) => {
      hint.add(record.timestamp, record.key, record.isTombstone ? undefined : record.value.length);
      end = offset + bytes;
      return visit(record, offset, bytes);
    });
  } catch (error) {
    yield (resume) => hint.close(resume);
    throw error;
  }
  if (end === data.size) yield (resume) => hint.finish(data.size, resume);
  else yield (resume) => hint.close(resume);
}
