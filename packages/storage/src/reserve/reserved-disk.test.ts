import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { openNodeDisk } from "../disk-node.js";
import type { Disk, Outcome } from "../disk.js";
import { diskContract } from "../testing/index.js";
import { Reserve } from "./reserve.js";
import { ReservedDisk } from "./reserved-disk.js";

const base = mkdtempSync(join(tmpdir(), "keyval-reserve-"));
after(() => rmSync(base, { recursive: true, force: true }));

async function value<T>(call: (done: (outcome: Outcome<T>) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((outcome) => (outcome.error === undefined ? resolve(outcome.value) : reject(outcome.error)));
  });
}

describe("a disk with a reserve keeps the contract", () => {
  for (const [number, { name, run }] of diskContract.entries()) {
    it(name, async () => {
      const elsewhere = await value<Disk>((done) => openNodeDisk(join(base, "reserves"), done));
      const options = { disk: elsewhere, path: `reserve${number}`, bytes: 1000, changed: () => undefined };
      const reserve = await value<Reserve>((done) => Reserve.open(options, done));
      const disk = await value<Disk>((done) => openNodeDisk(join(base, `disk${number}`), done));
      await new Promise<void>((resolve, reject) => {
        run(new ReservedDisk(disk, reserve), (error) => (error === undefined ? resolve() : reject(error)));
      });
      await new Promise<void>((resolve) => reserve.close(resolve));
    });
  }
});
