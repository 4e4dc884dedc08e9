import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("main.js", import.meta.url));

void describe("keyval --help", () => {
  it("ends without complaint where nobody reads on", async () => {
    const help = spawn(process.execPath, [MAIN, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
    // It is closed before Node has even started.
    help.stdout.destroy();
    let complaints = "";
    help.stderr.on("data", (text: Buffer) => (complaints += text.toString()));
    const [code] = (await once(help, "close")) as [number];
    assert.deepEqual([code, complaints], [0, ""]);
  });
});
