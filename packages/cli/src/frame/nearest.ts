/** Farther away, and the guess would be a nuisance. */
const DISTANCE_MAX = 2;

/** The word that somebody meant who wrote another one; undefined if there is none. */
export function nearest(written: string, words: readonly string[]): string | undefined {
  const guesses = words
    .map((word) => ({ word, distance: written.length > 1 && word.startsWith(written) ? 1 : distance(written, word) }))
    .filter((guess) => guess.distance <= Math.min(DISTANCE_MAX, written.length - 1))
    .sort((a, b) => a.distance - b.distance);
  return guesses[0]?.word;
}

/** How many letters have to be put in, taken out, changed, or exchanged with their neighbour. */
function distance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          (current[column - 1] ?? 0) + 1,
          (last[column] ?? 0) + 1,
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}
