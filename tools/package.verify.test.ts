import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

for (const folder of readdirSync("packages")) {
  const path = join("packages", folder);
  const manifest = JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Manifest;

  test(`${manifest.name} can be imported from its tarball, which holds no tests`, () => {
    const home = mkdtempSync(join(tmpdir(), "package-"));
    try {
      const packed = execFileSync("npm", ["pack", "--json", "--pack-destination", home], {
        cwd: path,
        encoding: "utf8",
      });
      const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
      const tests = files.filter((file) => /\.test(-helper)?\.|\.tsbuildinfo$/.test(file.path));
      assert.deepEqual(tests, []);

      const installed = join(home, "node_modules", manifest.name);
      mkdirSync(installed, { recursive: true });
      execFileSync("tar", ["-xzf", join(home, filename), "-C", installed, "--strip-components=1"]);
      for (const subpath of Object.keys(manifest.exports)) {
        const script = `await import(${JSON.stringify(join(manifest.name, subpath))})`;
        execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: home });
      }
    } finally {
      rmSync(home, { recursive: true });
    }
  });
}
