import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import process from "node:process";

/** Systems take their own choice from higher ones (Linux: from 32,768 on), for whoever connects as well. */
const FIRST = 10_000;
const BLOCK = 16;
const BLOCKS = 1_400;

/** This process's block of ports, and how many of it were given out. */
let block = process.pid % BLOCKS;
let given = BLOCK;

/**
 * Ports that nobody listens on, for programs that have to be told theirs. None is given out twice: a block of ports belongs to the process
 * that listens on its first one, for as long as it runs.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    if (given === BLOCK) await claimBlock();
    else {
      const port = portAt(given);
      given += 1;
      const server = await listenOn(port);
      if (server === undefined) continue;
      server.close();
      await once(server, "close");
      ports.push(port);
    }
  }
  return ports;
}

async function claimBlock(): Promise<void> {
  for (let tries = 0; tries < BLOCKS; tries++) {
    block = (block + 1) % BLOCKS;
    const guard = await listenOn(portAt(0));
    if (guard === undefined) continue;
    guard.unref();
    given = 1;
    return;
  }
  assert.fail(`all ports from ${FIRST} to ${FIRST + BLOCKS * BLOCK} are taken`);
}

function portAt(place: number): number {
  return FIRST + block * BLOCK + place;
}

/** Undefined where somebody else does. */
async function listenOn(port: number): Promise<Server | undefined> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return server;
  } catch {
    return undefined;
  }
}
