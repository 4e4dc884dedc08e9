import { BUILD_LEVEL, commandLevels } from "@keyval/api";
import type { CommandHandler } from "./apply/command-handler.js";
import { commandHandlers } from "./apply/command-handlers.js";
import { type HashedPart, hashedParts } from "./hash/hashed-parts.js";

/** What a program understands of the log and of the state. While a cluster is upgraded, its members run different ones. */
export interface Build {
  readonly level: number;
  /** By kind of command: the level with which it came, and what it does. */
  readonly commandLevels: Readonly<Record<number, number>>;
  readonly handlers: Readonly<Record<number, CommandHandler>>;
  readonly hashedParts: readonly HashedPart[];
}

export const thisBuild: Build = { level: BUILD_LEVEL, commandLevels, handlers: commandHandlers, hashedParts };
