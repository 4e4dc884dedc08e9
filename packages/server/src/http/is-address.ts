const ADDRESS = /^(?:\[[^\]\s]+\]|[^:/\s[\]]+):(\d{1,5})$/u;

/** Whether this is `host:port` of something that can be reached: nothing listens on port 0. */
export function isAddress(text: string): boolean {
  const port = Number(ADDRESS.exec(text)?.[1]);
  return port > 0 && port <= 65_535;
}
