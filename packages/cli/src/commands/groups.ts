import type { Group } from "../frame/command.js";

/** All commands in the order of the help. KeyVal's own stand last: see `findCommand`. */
export const groups: readonly Group[] = [
  {
    title: "Utility commands",
    commands: [
      {
        name: "options",
        summary: "Shows the flags of all commands",
        load: async () => (await import("./options.js")).options,
      },
      {
        name: "version",
        summary: "Prints the version of kvctl",
        load: async () => (await import("./version.js")).version,
      },
    ],
  },
];
