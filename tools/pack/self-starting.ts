/**
 * Puts a launcher written for `sh` in front of a module, so that one file is both: the launcher is a comment for Node, and
 * becomes Node before `sh` comes to the module.
 */
export function selfStarting(launcher: string, code: string): string {
  const [hashbang = "", ...lines] = launcher.trimEnd().split("\n");
  if (lines.some((line) => line.includes("*/"))) throw new Error("the launcher ends the comment that it is to be in");
  return [hashbang, '":" /*', ...lines, "*/;", code].join("\n");
}
