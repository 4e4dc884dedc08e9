import { DiskError, type Disk, type Done, type File, type Outcome } from "@keyval/storage";

/** The sum of the content and its length stand before it, so that damage is seen. */
const HEADER_BYTES = 8;

/** The content of a file that `replaceFile` wrote; undefined if there is none. */
export function readWhole(disk: Disk, path: string, done: Done<Uint8Array | undefined>): void {
  disk.open(path, "existing", (opened) => {
    if (opened.error?.code === "ENOENT") done({ error: undefined, value: undefined });
    else if (opened.error !== undefined) done(opened);
    else readAll(opened.value, done);
  });
}

function readAll(file: File, done: Done<Uint8Array | undefined>): void {
  file.size((size) => {
    if (size.error !== undefined) {
      done(size);
      return;
    }
    const bytes = new Uint8Array(size.value);
    file.read(0, bytes, (read) => {
      file.close(() => {
        done(read.error === undefined ? checked(file.path, bytes.subarray(0, read.value)) : read);
      });
    });
  });
}

/** Puts the content in place of the file in one step, whatever happens in between. */
export function replaceFile(disk: Disk, path: string, content: Uint8Array, done: Done): void {
  const draft = `${path}.new`;
  const steps: ((next: Done) => void)[] = [
    (next) => {
      writeNew(disk, draft, [headerOf(content), content], next);
    },
    (next) => {
      disk.rename(draft, path, next);
    },
    (next) => {
      disk.syncDirectory("", next);
    },
  ];
  inOrder(steps, done);
}

function writeNew(disk: Disk, path: string, chunks: readonly Uint8Array[], done: Done): void {
  disk.open(path, "any", (opened) => {
    if (opened.error !== undefined) {
      done(opened);
      return;
    }
    const file = opened.value;
    const steps: ((next: Done) => void)[] = [
      (next) => {
        file.truncate(0, next);
      },
      (next) => {
        file.write(0, chunks, next);
      },
      (next) => {
        file.sync(next);
      },
      (next) => {
        file.close(next);
      },
    ];
    inOrder(steps, done);
  });
}

/** Each step once the one before has succeeded. */
function inOrder(steps: readonly ((next: Done) => void)[], done: Done): void {
  const [first, ...rest] = steps;
  if (first === undefined) {
    done({ error: undefined, value: undefined });
    return;
  }
  first((outcome) => {
    if (outcome.error === undefined) inOrder(rest, done);
    else done(outcome);
  });
}

function headerOf(content: Uint8Array): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setUint32(0, content.length);
  view.setUint32(4, sumOf(content));
  return header;
}

function checked(path: string, bytes: Uint8Array): Outcome<Uint8Array> {
  const content = bytes.subarray(HEADER_BYTES);
  if (bytes.length >= HEADER_BYTES) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    if (view.getUint32(0) === content.length && view.getUint32(4) === sumOf(content)) {
      return { error: undefined, value: content };
    }
  }
  return { error: new DiskError("EIO", "read", path, "the content does not match its checksum") };
}

function sumOf(content: Uint8Array): number {
  let sum = 1;
  for (const byte of content) sum = (sum * 31 + byte + 1) % 4_294_967_291;
  return sum;
}
