import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { bundle } from "./bundle.js";
import { copyDeclarations } from "./copy-declarations.js";
import { type Manifest, publishedManifest, readManifest } from "./manifest.js";

/** What came of packing a room. */
export interface Packed {
  readonly tarball: string;
  readonly tarballBytes: number;
  /** All code that the package holds, as it is and as gzip has it. */
  readonly codeBytes: number;
  readonly gzipBytes: number;
  readonly dependencies: number;
}

/** Makes an npm package of a room and of all that it needs of other rooms: a folder, and its tarball beside it. */
export async function packRoom(room: string, out: string): Promise<Packed> {
  const source = join("packages", room);
  const manifest = readManifest(source);
  const folder = join(out, room);
  rmSync(folder, { recursive: true, force: true });
  const { files, licences } = await bundle({ entries: entriesOf(manifest, source) });
  for (const [name, code] of files) write(join(folder, "dist", name), code);
  for (const { types } of Object.values(manifest.exports)) {
    copyDeclarations(join(source, types), room, join(folder, "dist"));
  }
  const launchers = join(source, "bin");
  if (existsSync(launchers)) cpSync(launchers, join(folder, "bin"), { recursive: true });
  const published = publishedManifest(manifest);
  write(join(folder, "package.json"), `${JSON.stringify(published, undefined, 2)}\n`);
  if (licences !== "") write(join(folder, "LICENSES-OF-OTHERS"), licences);
  copyFileSync("LICENSE", join(folder, "LICENSE"));
  copyFileSync(join(source, "README.md"), join(folder, "README.md"));
  const code = [...files.values()].join("");
  return {
    ...tarballOf(folder, out),
    codeBytes: Buffer.byteLength(code),
    gzipBytes: gzipSync(code).length,
    dependencies: Object.keys({ ...(published as Manifest).dependencies }).length,
  };
}

/** What users call or import, by the names that it has below `dist`, which stay. `bin/x` is what starts `dist/x/main.js`. */
function entriesOf({ exports, bin = {} }: Manifest, source: string): Record<string, string> {
  const programs = Object.values(bin).map((file) => file.replace(/^\.\/bin\/(.*)$/u, "./dist/$1/main.js"));
  const files = [...Object.values(exports).map((entry) => entry.default), ...programs];
  return Object.fromEntries(
    files.map((file) => [file.replace("./dist/", "").replace(/\.js$/u, ""), resolve(source, file)]),
  );
}

function tarballOf(folder: string, out: string): Pick<Packed, "tarball" | "tarballBytes"> {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", resolve(out)];
  const said = execFileSync("npm", args, { cwd: folder, encoding: "utf8" });
  const [{ filename, size }] = JSON.parse(said) as [{ filename: string; size: number }];
  return { tarball: join(out, filename), tarballBytes: size };
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
