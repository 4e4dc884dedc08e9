import type { Checkpoint, Pinned } from "../engine/engine.js";
import type { DataFile } from "./data-file.js";
import { idText } from "./file-names.js";
import type { ManifestFile } from "./manifest.js";

interface Captured {
  readonly file: DataFile;
  readonly entry: ManifestFile;
}

/** A checkpoint whose files stay until it is released. */
export function pinFiles(
  { applied, state }: Checkpoint,
  captured: readonly Captured[],
  change: (file: DataFile, when: "pinned" | "released") => void,
): Pinned {
  for (const { file } of captured) change(file, "pinned");
  let isReleased = false;
  return {
    applied,
    state,
    files: captured.map(({ file, entry: { id, size, checksum } }) => ({
      id: idText(id),
      size,
      checksum,
      read: (position, target, done) => {
        const length = Math.max(0, Math.min(target.length, size - position));
        file.readBytes(position, target.subarray(0, length), done);
      },
    })),
    release: () => {
      if (isReleased) return;
      isReleased = true;
      for (const { file } of captured) change(file, "released");
    },
  };
}
