import type { SeededRandom } from "../random.js";
import type { Distribution } from "../world/distribution.js";

/** How a disk behaves: plain whole numbers, to be drawn from a seed and printed. It may change while the disk is used. */
export interface DiskFaults {
  /** How long calls take, in microseconds, apart from the bytes that they move. */
  readonly naming: Distribution;
  readonly reading: Distribution;
  readonly writing: Distribution;
  readonly syncing: Distribution;
  /** What reads and syncs can move, one behind the other. */
  readonly bytesPerMillisecond: number;
  /** So many calls in a million find the disk busy with itself, for up to so many microseconds; all later ones wait. */
  readonly stallsPerMillion: number;
  readonly stallMost: number;
  /** So many calls in a million fail with `EIO`. */
  readonly errorsPerMillion: number;
  /** So many times in a thousand, an unsynced sector has reached the medium by the time it is written once more. */
  readonly writeBackPerMille: number;
  /** Bytes, of which files take whole pages of 4 KiB. */
  readonly capacity: number;
}

const BOUNDLESS = 2 ** 36;

/** A good disk: prompt, without errors, large. A crash still loses what was not synced. */
export const CALM_DISK: DiskFaults = {
  naming: { least: 20, spread: 20, slowPerMille: 0, slowMost: 0 },
  reading: { least: 20, spread: 20, slowPerMille: 0, slowMost: 0 },
  writing: { least: 5, spread: 5, slowPerMille: 0, slowMost: 0 },
  syncing: { least: 80, spread: 40, slowPerMille: 0, slowMost: 0 },
  bytesPerMillisecond: 1_000_000,
  stallsPerMillion: 0,
  stallMost: 0,
  errorsPerMillion: 0,
  writeBackPerMille: 250,
  capacity: BOUNDLESS,
};

/** A disk of some kind between the best and a bad one. Whether calls fail and space runs out is for the world to say. */
export function drawDiskFaults(random: SeededRandom): DiskFaults {
  const slowness = random.pick([1, 1, 4, 20]);
  const slowPerMille = random.pick([0, 1, 10, 50]);
  const usually = (least: number): Distribution => ({
    least: least * slowness,
    spread: least * slowness * random.pick([0, 1, 5]),
    slowPerMille,
    slowMost: random.pick([1_000, 10_000, 100_000]),
  });
  return {
    naming: usually(20),
    reading: usually(20),
    writing: usually(5),
    syncing: usually(80),
    bytesPerMillisecond: random.pick([1_000_000, 200_000, 20_000]),
    stallsPerMillion: random.pick([0, 0, 20, 500]),
    stallMost: random.pick([50_000, 500_000]),
    errorsPerMillion: 0,
    writeBackPerMille: random.pick([0, 100, 500]),
    capacity: BOUNDLESS,
  };
}
