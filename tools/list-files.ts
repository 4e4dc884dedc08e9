import { readdirSync } from "node:fs";
import { join } from "node:path";

/** All files below a folder in a stable order, generated and installed ones left out. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return [path];
      return entry.name === "dist" || entry.name === "node_modules" ? [] : listFiles(path);
    });
}
