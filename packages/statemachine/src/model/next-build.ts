import { CommandKind } from "@keyval/api";
import { commandHandlers } from "../apply/command-handlers.js";
import { type Build, thisBuild } from "../build.js";
import { Digester } from "../hash/digest.js";

/** What the next build has more: puts as `put` does. */
export const NEXT_KIND = 100;

const level = thisBuild.level + 1;

/**
 * The program after this one, as far as members that are upgraded one by one can tell: one level higher, with one more kind of
 * command, and one more thing that is hashed.
 */
export const nextBuild: Build = {
  level,
  commandLevels: { ...thisBuild.commandLevels, [NEXT_KIND]: level },
  handlers: {
    ...thisBuild.handlers,
    [NEXT_KIND]: commandHandlers[CommandKind.put],
  },
  hashedParts: [
    ...thisBuild.hashedParts,
    {
      since: level,
      hashOf: ({ keyspace }) => {
        const digester = new Digester();
        digester.text("keys");
        digester.number(keyspace.size);
        return digester.finish();
      },
    },
  ],
};
