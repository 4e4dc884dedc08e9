import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "keyval";
import type { Measurement } from "./bench.js";
import { Samples } from "./samples.js";

const STARTS = 20;
const READY_MS_MAX = 200;

/** How long a server inside of a program takes until it serves clients, with nothing kept and on a new directory. */
export async function* bench(): AsyncIterable<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), "keyval-bench-"));
  const times = new Samples<"in memory" | "on disk">();
  try {
    for (let start = 0; start < STARTS; start++) {
      times.add("in memory", await millisecondsToServe({}));
      times.add("on disk", await millisecondsToServe({ directory: join(folder, String(start)) }));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const place of ["in memory", "on disk"] as const) {
    yield { name: `time to ready, ${place}`, value: times.median(place), unit: "ms", atMost: READY_MS_MAX };
  }
}

async function millisecondsToServe(options: { readonly directory?: string }): Promise<number> {
  const begun = performance.now();
  const server = await startServer(options);
  const took = performance.now() - begun;
  await server.stop();
  return took;
}
