/** What a disk writes whole or not at all. */
export const SECTOR_BYTES = 512;

/** What the file system gives to a file at a time. */
export const PAGE_BYTES = 4096;

/** Calls `visit` for each sector, or part of one, between the positions. */
export function visitSectors(
  from: number,
  to: number,
  visit: (sector: number, from: number, to: number) => void,
): void {
  for (let position = from; position < to;) {
    const sector = Math.floor(position / SECTOR_BYTES);
    const end = Math.min(to, (sector + 1) * SECTOR_BYTES);
    visit(sector, position, end);
    position = end;
  }
}
