import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { ALONE, withServers } from "../../server/dist/process/child-server.test-helper.js";

const CLOSED = fileURLToPath(new URL("testing/closed-client.test-helper.js", import.meta.url));
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

void describe("a program that has closed its client", () => {
  it("ends by itself, though its server stands still and never closes the connection", async () => {
    const mute = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
    await once(mute, "listening");
    const { port } = mute.address() as AddressInfo;
    const sockets: Socket[] = [];
    mute.on("connection", (socket) => sockets.push(socket.on("error", () => undefined)));
    const program = spawn(process.execPath, [CLOSED, `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    program.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
    try {
      const [status] = (await once(program, "close")) as [number | null];
      assert.equal(status, 0);
      assert.match(said, /^Unreachable: no server can be reached \([^\n]*\)\n$/u);
      assert.ok(sockets.length > 0);
    } finally {
      for (const socket of sockets) socket.destroy();
      mute.close();
    }
  });
});
