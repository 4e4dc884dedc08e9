import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What is used of a room's `package.json`. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** As it is published: all of `dist` is the bundle, and nothing is left to depend on. */
export function publishedManifest(manifest: Manifest): object {
  const { dependencies: _, ...rest } = manifest;
  return { ...rest, files: ["bin", "dist", "LICENSES-OF-OTHERS"] };
}
