import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { ALONE, withServers } from "../../server/dist/process/child-server.test-helper.js";

const PROGRAM = fileURLToPath(new URL("testing/dropped-objects.test-helper.js", import.meta.url));

void describe("a program that leaves all that lives long lying", () => {
  it("ends by itself and in order, though its client is closed, and its member killed, in the middle of it", async () => {
    await withServers(async (start) => {
      const server = await start(ALONE).serving();
      const program = spawn(process.execPath, [PROGRAM, server.url], { stdio: ["ignore", "pipe", "pipe"] });
      const ended = once(program, "close");
      let [said, complaints] = ["", ""];
      program.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
      program.stdout.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (text.includes("ready")) server.process.kill("SIGKILL");
      });
      try {
        const [status] = (await ended) as [number | null];
        assert.deepEqual({ status, said, complaints }, { status: 0, said: "closed\nready\nlost\n", complaints: "" });
      } finally {
        program.kill("SIGKILL");
      }
    });
  });
});
