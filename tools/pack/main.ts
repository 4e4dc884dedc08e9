/**
 * Makes what users get, from the root of the repository and of what is compiled: npm packages, and the server in one file.
 *
 *     node tools/dist/pack/main.js [folder]
 */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle.js";
import { packRoom } from "./pack-room.js";
import { selfStarting } from "./self-starting.js";

const PUBLISHED = ["keyval", "client"];

const [out = "dist"] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
for (const room of PUBLISHED) {
  const { tarball, tarballBytes, codeBytes, gzipBytes, dependencies } = await packRoom(room, out);
  const sizes = `${tarballBytes} bytes, code ${codeBytes} bytes (${gzipBytes} with gzip)`;
  console.log(`${tarball}: ${sizes}, ${dependencies} dependencies`);
}
const server = join(out, "keyval.mjs");
const { files, licences } = await bundle({
  entries: { keyval: "packages/keyval/dist/keyval/main.js" },
  isOneFile: true,
});
const launcher = readFileSync("packages/keyval/bin/keyval", "utf8");
const code = selfStarting(launcher, `${files.get("keyval.mjs") ?? ""}\n/*\n${licences}*/\n`);
writeFileSync(server, code);
chmodSync(server, 0o755);
console.log(`${server}: ${Buffer.byteLength(code)} bytes`);
