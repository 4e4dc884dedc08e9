import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as http2 from "node:http2";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { EchoServer } from "../http2/owners.test-helper.js";
import { clientHello, concat, settingsAck } from "../http2/raw-peer.test-helper.js";
import { serve } from "./index.js";

const CONNECTIONS = 8000;
const BYTES_EACH_MAX = 12 * 1024;

/** Opens the connections, each with a greeting, waits for an answer on all, and then does nothing. */
const client = `
  const { connect } = require("node:net");
  const [port, count, hello] = process.argv.slice(1);
  let open = 0;
  const next = () => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(Buffer.from(hello, "base64")));
    socket.once("data", () => {
      if (++open === Number(count)) console.log("all");
      else if (open + 50 <= Number(count)) next();
    });
  };
  for (let at = 0; at < 50; at++) next();
`;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function residentBytes(): number {
  collect();
  collect();
  return process.memoryUsage.rss();
}

test(`${CONNECTIONS} idle connections take no more than ${BYTES_EACH_MAX} bytes each, and one more is served`, async () => {
  const server = await serve({ port: 0, accept: () => new EchoServer() });
  const before = residentBytes();
  const hello = Buffer.from(concat(clientHello, settingsAck)).toString("base64");
  const others = spawn(process.execPath, ["-e", client, `${server.port}`, `${CONNECTIONS}`, hello], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(others.stdout, "data");
  assert.equal(server.connections, CONNECTIONS);
  const each = (residentBytes() - before) / CONNECTIONS;
  assert.ok(each <= BYTES_EACH_MAX, `${each} bytes each`);
  const one = http2.connect(`http://localhost:${server.port}`);
  const stream = one.request({ ":method": "POST", ":path": "/" });
  stream.end("well?");
  assert.equal(Buffer.concat((await stream.toArray()) as Buffer[]).toString(), "well?");
  one.close();
  others.kill();
  await once(others, "exit");
  await server.stop(0);
  assert.equal(server.connections, 0);
});
