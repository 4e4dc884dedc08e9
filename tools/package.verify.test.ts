import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, test } from "node:test";

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const home = mkdtempSync(join(tmpdir(), "packages-"));
after(() => {
  rmSync(home, { recursive: true });
});

const manifests = readdirSync("packages").map((folder) => {
  const path = join("packages", folder);
  return { path, manifest: JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Manifest };
});

// All of them side by side, as npm would install them: some need others.
for (const { path, manifest } of manifests) {
  test(`the tarball of ${manifest.name} holds no tests`, () => {
    const packed = execFileSync("npm", ["pack", "--json", "--pack-destination", home], { cwd: path, encoding: "utf8" });
    const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
    const tests = files.filter((file) => /\.test(-helper)?\.|\.tsbuildinfo$/.test(file.path));
    assert.deepEqual(tests, []);
    const installed = join(home, "node_modules", manifest.name);
    mkdirSync(installed, { recursive: true });
    execFileSync("tar", ["-xzf", join(home, filename), "-C", installed, "--strip-components=1"]);
  });
}

// What they need of other people's is installed here already.
const ours = new Set(manifests.map(({ manifest }) => manifest.name));
const needed = new Set(manifests.flatMap(({ manifest }) => Object.keys(manifest.dependencies ?? {})));
for (const name of needed) {
  if (ours.has(name)) continue;
  const link = join(home, "node_modules", name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(resolve("node_modules", name), link);
}

for (const { manifest } of manifests) {
  test(`${manifest.name} can be imported from its tarball`, () => {
    for (const subpath of Object.keys(manifest.exports)) {
      const script = `await import(${JSON.stringify(join(manifest.name, subpath))})`;
      execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: home });
    }
  });
}
