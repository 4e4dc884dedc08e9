import type { Disk, Done, File, OpenMode, Outcome } from "../disk.js";
import type { Reserve } from "./reserve.js";

/** A disk for those who write what was promised: where it is full, the reserve gives way, and the call is made again. */
export class ReservedDisk implements Disk {
  readonly #disk: Disk;
  readonly #reserve: Reserve;

  constructor(disk: Disk, reserve: Reserve) {
    this.#disk = disk;
    this.#reserve = reserve;
  }

  /** What failed for want of space may have made the file all the same. */
  open(path: string, mode: OpenMode, done: Done<File>): void {
    let asked = mode;
    const call = (done: Done<File>): void => {
      this.#disk.open(path, asked, done);
      if (asked === "new") asked = "any";
    };
    this.#withRoom(call, ({ error, value: file }) => {
      if (error === undefined) done({ error, value: this.#wrap(file) });
      else done({ error });
    });
  }

  list(directory: string, done: Done<readonly string[]>): void {
    this.#disk.list(directory, done);
  }

  makeDirectory(path: string, done: Done): void {
    this.#withRoom((done) => this.#disk.makeDirectory(path, done), done);
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

  #wrap(file: File): File {
    return {
      path: file.path,
      size: (done) => file.size(done),
      read: (position, target, done) => file.read(position, target, done),
      readNow: (position, target) => file.readNow(position, target),
      write: (position, chunks, done) => this.#withRoom((done) => file.write(position, chunks, done), done),
      allocate: (size, done) => this.#withRoom((done) => file.allocate(size, done), done),
      truncate: (size, done) => this.#withRoom((done) => file.truncate(size, done), done),
      sync: (done) => file.sync(done),
      close: (done) => file.close(done),
    };
  }

  /** A sync that failed is not repeated: nothing is known of what it covered. All else here may be. */
  #withRoom<T>(call: (done: Done<T>) => void, done: (outcome: Outcome<T>) => void): void {
    call((outcome) => {
      if (outcome.error?.code !== "ENOSPC") {
        done(outcome);
        return;
      }
      this.#reserve.giveUp((hasGiven) => {
        if (hasGiven) this.#withRoom(call, done);
        else done(outcome);
      });
    });
  }
}
