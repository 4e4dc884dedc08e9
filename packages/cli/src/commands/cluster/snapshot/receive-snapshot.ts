import { createHash } from "node:crypto";
import { ExitCode } from "../../../frame/exit-code.js";
import { Failure } from "../../../frame/failure.js";
import type { Terminal } from "../../../frame/terminal.js";
import { byteSize } from "../../../output/byte-size.js";
import { Progress } from "../../../output/progress.js";
import type { PartialFile } from "./partial-file.js";

/** A snapshot ends with a SHA-256 behind whole sectors: by its length, one that was cut off is told from one that is whole. */
const SECTOR = 512;
const CHECKSUM = 32;

/** A piece of a snapshot, and what the server says with it. */
interface Part {
  readonly blob: Uint8Array;
  /** Where that is known. */
  readonly remainingBytes?: number;
  readonly version?: string;
}

/** Writes a snapshot as it comes; resolves with the server's version once all of it is there, and right. */
export async function receiveSnapshot(
  parts: AsyncIterable<Part>,
  file: PartialFile,
  terminal: Terminal,
): Promise<string> {
  using progress = new Progress(terminal, "snapshot", byteSize);
  const digest = new DigestBehind();
  let [version, size] = ["", 0];
  for await (const part of parts) {
    await file.write(part.blob);
    digest.update(part.blob);
    size += part.blob.length;
    version = part.version ?? "";
    progress.show(size, part.remainingBytes === undefined ? undefined : size + part.remainingBytes);
  }
  if (size % SECTOR !== CHECKSUM) {
    throw new Failure(`sha256 checksum not found [bytes: ${size}]`, ExitCode.interrupted, "Try again: it was cut off.");
  }
  if (digest.isRight()) return version;
  const advice = "Try again: something between this program and the server changes what is sent.";
  throw new Failure("the snapshot does not have its SHA-256", ExitCode.interrupted, advice);
}

/** Of bytes that end with the SHA-256 of all before. */
class DigestBehind {
  readonly #hash = createHash("sha256");
  #last = Buffer.alloc(0);

  update(bytes: Uint8Array): void {
    const all = Buffer.concat([this.#last, bytes]);
    const end = Math.max(0, all.length - CHECKSUM);
    this.#hash.update(all.subarray(0, end));
    this.#last = all.subarray(end);
  }

  isRight(): boolean {
    return this.#hash.digest().equals(this.#last);
  }
}
