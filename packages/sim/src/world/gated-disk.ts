import type { Disk, Done, File, Outcome } from "@keyval/storage";
import type { Gate } from "./process-clock.js";

/** A disk as one life of a process sees it: answers come while it lives, and wait while it is paused. */
export function gatedDisk(disk: Disk, gate: Gate): Disk {
  const gated = <T>(done: Done<T>): Done<T> => gatedDone(gate, done);
  return {
    open: (path, mode, done) => {
      disk.open(path, mode, gated(opened(gate, done)));
    },
    list: (directory, done) => {
      disk.list(directory, gated(done));
    },
    makeDirectory: (path, done) => {
      disk.makeDirectory(path, gated(done));
    },
    rename: (from, to, done) => {
      disk.rename(from, to, gated(done));
    },
    remove: (path, done) => {
      disk.remove(path, gated(done));
    },
    syncDirectory: (path, done) => {
      disk.syncDirectory(path, gated(done));
    },
  };
}

function gatedDone<T>(gate: Gate, done: Done<T>): Done<T> {
  return (outcome) => {
    gate(() => {
      done(outcome);
    }, "other");
  };
}

function opened(gate: Gate, done: Done<File>): Done<File> {
  return (outcome: Outcome<File>) => {
    done(outcome.error === undefined ? { error: undefined, value: gatedFile(outcome.value, gate) } : outcome);
  };
}

function gatedFile(file: File, gate: Gate): File {
  const gated = <T>(done: Done<T>): Done<T> => gatedDone(gate, done);
  return {
    path: file.path,
    size: (done) => {
      file.size(gated(done));
    },
    read: (position, target, done) => {
      file.read(position, target, gated(done));
    },
    readNow: (position, target) => file.readNow(position, target),
    write: (position, chunks, done) => {
      file.write(position, chunks, gated(done));
    },
    allocate: (size, done) => {
      file.allocate(size, gated(done));
    },
    truncate: (size, done) => {
      file.truncate(size, gated(done));
    },
    sync: (done) => {
      file.sync(gated(done));
    },
    close: (done) => {
      file.close(gated(done));
    },
  };
}
