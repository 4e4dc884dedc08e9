import { mkdtemp, open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { byteSize } from "../../../output/byte-size.js";
import { ratesBetween, type Sample } from "../top/rates.js";
import { judge, unknown, type Verdict } from "./verdict.js";

const SYNCS = 100;
const BLOCK = 4_096;

/** Of the 99th of 100, and of the mean of a log. */
const SYNC_SPEED = {
  soonFrom: 10,
  wrongFrom: 100,
  advice: "Every write waits for a sync: use a disk of its own, an SSD with power-loss protection if there is one.",
};

const FULL_PERCENT = {
  soonFrom: 80,
  wrongFrom: 95,
  advice: "Free space, or give the member a larger disk: a full one stops it.",
};

/** How fast a disk makes things durable, and how full it is; for the directory of a member on this machine. */
export async function checkDisk(directory: string): Promise<Verdict[]> {
  try {
    const times = await timeSyncs(directory);
    const worst = times[Math.floor(times.length * 0.99)] ?? 0;
    const what = `99 of 100 syncs of 4 kB take up to ${worst.toFixed(1)} ms in ${directory}`;
    const { blocks, bavail, bsize } = await statfs(directory);
    const percent = blocks === 0 ? 0 : 100 - (bavail * 100) / blocks;
    const room = `the disk of ${directory} is ${percent.toFixed(0)}% full, ${byteSize(bavail * bsize)} are free`;
    return [judge("disk", what, worst, SYNC_SPEED), judge("disk", room, percent, FULL_PERCENT)];
  } catch (error) {
    const what = `${directory} can not be measured: ${(error as Error).message}`;
    return [unknown("disk", what, "Name a directory that exists and may be written to.")];
  }
}

/** How long the logs of members took to sync between two looks, wherever their disks are. */
export function judgeSyncs(before: Sample, after: Sample): Verdict[] {
  return ratesBetween(before, after).syncs.map(({ member, ms }) =>
    judge("disk", `a sync of ${member}'s log takes ${ms.toFixed(1)} ms in the mean`, ms, SYNC_SPEED),
  );
}

/** Milliseconds, the shortest first. */
async function timeSyncs(directory: string): Promise<number[]> {
  const folder = await mkdtemp(join(directory, "kvctl-doctor-"));
  try {
    const file = await open(join(folder, "sync"), "w");
    const times: number[] = [];
    for (let i = 0; i < SYNCS; i++) {
      await file.write(Buffer.alloc(BLOCK, i), 0, BLOCK, i * BLOCK);
      const began = performance.now();
      await file.datasync();
      times.push(performance.now() - began);
    }
    await file.close();
    return times.sort((a, b) => a - b);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
