import type { Disk, Done, File, OpenMode } from "@keyval/storage";
import type { DiskMeter } from "./disk-metrics.js";
import { seconds } from "./seconds.js";

/** A disk that is measured: each file goes to the meter that its path leads to. */
export class MeteredDisk implements Disk {
  readonly #disk: Disk;
  readonly #meterOf: (path: string) => DiskMeter;

  constructor(disk: Disk, meterOf: (path: string) => DiskMeter) {
    this.#disk = disk;
    this.#meterOf = meterOf;
  }

  open(path: string, mode: OpenMode, done: Done<File>): void {
    this.#disk.open(path, mode, (outcome) => {
      if (outcome.error !== undefined) done(outcome);
      else done({ error: undefined, value: new MeteredFile(outcome.value, this.#meterOf(path)) });
    });
  }

  list(directory: string, done: Done<readonly string[]>): void {
    this.#disk.list(directory, done);
  }

  makeDirectory(path: string, done: Done): void {
    this.#disk.makeDirectory(path, done);
  }

  rename(from: string, to: string, done: Done): void {
    this.#disk.rename(from, to, done);
  }

  remove(path: string, done: Done): void {
    this.#disk.remove(path, done);
  }

  syncDirectory(path: string, done: Done): void {
    this.#disk.syncDirectory(path, done);
  }
}

class MeteredFile implements File {
  readonly #file: File;
  readonly #meter: DiskMeter;
  /** When the last write began that no sync has followed. */
  #writeBegan: number | undefined;

  constructor(file: File, meter: DiskMeter) {
    this.#file = file;
    this.#meter = meter;
  }

  get path(): string {
    return this.#file.path;
  }

  size(done: Done<number>): void {
    this.#file.size(done);
  }

  read(position: number, target: Uint8Array, done: Done<number>): void {
    this.#file.read(position, target, (outcome) => {
      this.#meter.bytesRead += outcome.value ?? 0;
      done(outcome);
    });
  }

  readNow(position: number, target: Uint8Array): ReturnType<File["readNow"]> {
    const outcome = this.#file.readNow(position, target);
    this.#meter.bytesRead += outcome.value ?? 0;
    return outcome;
  }

  write(position: number, chunks: readonly Uint8Array[], done: Done): void {
    const began = seconds();
    this.#writeBegan = began;
    this.#file.write(position, chunks, (outcome) => {
      if (outcome.error === undefined) {
        this.#meter.wrote(began);
        for (const { length } of chunks) this.#meter.bytesWritten += length;
      }
      done(outcome);
    });
  }

  allocate(size: number, done: Done): void {
    this.#file.allocate(size, done);
  }

  truncate(size: number, done: Done): void {
    this.#file.truncate(size, done);
  }

  sync(done: Done): void {
    const began = seconds();
    const writeBegan = this.#writeBegan ?? began;
    this.#writeBegan = undefined;
    this.#file.sync((outcome) => {
      if (outcome.error === undefined) this.#meter.synced(began, writeBegan);
      done(outcome);
    });
  }

  close(done: Done): void {
    this.#file.close(done);
  }
}
