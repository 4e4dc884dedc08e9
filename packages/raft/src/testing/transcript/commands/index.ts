import type { Command } from "../command.js";
import type { World } from "../world.js";
import { faults } from "./faults.js";
import { hosts } from "./hosts.js";
import { network } from "./network.js";
import { requests } from "./requests.js";
import { setup } from "./setup.js";
import { show } from "./show.js";
import { time } from "./time.js";

export type Performer = (world: World, command: Command) => void;

const PERFORMERS = new Map<string, Performer>(
  [setup, time, network, requests, hosts, faults, show].flatMap((performers) => Object.entries(performers)),
);

export function perform(world: World, command: Command): void {
  const performer = PERFORMERS.get(command.verb);
  if (performer === undefined) throw new Error(`there is no command "${command.verb}"`);
  world.trace.silent = command.silently;
  performer(world, command);
  world.trace.silent = false;
}
