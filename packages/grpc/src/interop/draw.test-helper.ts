/** Whole numbers from 0 up to, not including, `limit`: the same in every run. */
export type Draw = (limit: number) => number;

export function drawFrom(seed: number): Draw {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
