import { logLine } from "@keyval/statemachine/command-log";
import type { Terminal } from "../../../frame/terminal.js";
import { loggedEntries } from "./logged-entries.js";
import { withFilesOf } from "./with-files-of.js";

/** Prints what the log of a member that is not running keeps. */
export function printLog(
  directory: string,
  range: { readonly from: number; readonly to: number },
  terminal: Terminal,
): Promise<void> {
  return withFilesOf(directory, [], async ({ log, groups }) => {
    for (const group of groups) {
      for await (const entries of loggedEntries(log, group, range)) {
        terminal.interrupted.throwIfAborted();
        for (const entry of entries) terminal.out(`${logLine(entry)}\n`);
      }
    }
  });
}
