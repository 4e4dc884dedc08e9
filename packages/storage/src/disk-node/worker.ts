/** What runs in a {@link DiskThread}: it sleeps until there is a request, does it, and answers by a message. */
import fs from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { systemCode } from "./system-error.js";
import { type Answer, DESCRIPTOR, IS_CALL, LENGTH, POSITION, REQUEST, viewShared } from "./thread-protocol.js";

const { numbers, positions, bytes } = viewShared(workerData as SharedArrayBuffer);

const calls: Readonly<Record<string, (...args: never[]) => unknown>> = {
  open: fs.openSync,
  close: fs.closeSync,
  size: (descriptor: number) => fs.fstatSync(descriptor).size,
  truncate: fs.ftruncateSync,
  syncData: fs.fdatasyncSync,
  sync: fs.fsyncSync,
  list: (path: string) => fs.readdirSync(path),
  makeDirectory: (path: string, mode: number) => fs.mkdirSync(path, { mode }),
  isDirectory: (path: string) => fs.statSync(path).isDirectory(),
  rename: fs.renameSync,
  remove: fs.unlinkSync,
};

for (let served = 0; ;) {
  Atomics.wait(numbers, REQUEST, served);
  const request = Atomics.load(numbers, REQUEST);
  // The bell of a request that was seen before it rang.
  if (request === served) continue;
  served = request;
  parentPort?.postMessage(serve());
}

function serve(): Answer {
  const length = numbers[LENGTH] ?? 0;
  const descriptor = numbers[DESCRIPTOR] ?? 0;
  try {
    if (descriptor !== IS_CALL) return fs.writeSync(descriptor, bytes, 0, length, positions[POSITION]);
    const [name, ...args] = JSON.parse(new TextDecoder().decode(bytes.slice(0, length))) as [string, ...never[]];
    return { value: calls[name]?.(...args) };
  } catch (error) {
    const { message } = error as Error;
    return { error: { message, code: systemCode(error as Error) } };
  }
}
