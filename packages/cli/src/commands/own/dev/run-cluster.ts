import { once } from "node:events";
import { badArguments, Failure } from "../../../frame/failure.js";
import type { Terminal } from "../../../frame/terminal.js";
import { LocalCluster } from "./local-cluster.js";
import { PROMPT, prompt } from "./prompt.js";

const MEMBERS_MAX = 9;

interface RunClusterOptions {
  readonly members: number;
  readonly port: number;
  readonly directory: string;
  /** The server's program as the flags name it; empty for the one that came with this program. */
  readonly server: string;
}

/** A cluster on this machine, from here to `quit`, Ctrl-C, or whatever else ends this process. */
export async function runCluster(options: RunClusterOptions, terminal: Terminal): Promise<void> {
  const { members, server } = options;
  if (members < 1 || members > MEMBERS_MAX) throw badArguments(`a cluster here has from 1 to ${MEMBERS_MAX} members`);
  const program = server === "" ? terminal.server : server.split(" ");
  const { interrupted, isInteractive } = terminal;
  const say = (sentence: string): void => terminal.out(`${sentence}\n`);
  const tell = (sentence: string): void => {
    if (!interrupted.aborted) terminal.out(isInteractive ? `\r${sentence}\n${PROMPT}` : `${sentence}\n`);
  };
  await using cluster = await LocalCluster.start({ ...options, program, tell }).catch((error: unknown) => {
    throw new Failure((error as Error).message, undefined, "Name other ports with --port.");
  });
  for (const { member, endpoint } of cluster.places) say(`${member.name}: clients on ${endpoint}`);
  say(`The data and the logs are in ${options.directory}. In another terminal:`);
  say(`  kvctl --endpoints=${cluster.endpoints} status`);
  say("Here: status, stop, start, pause, resume, cut, heal, help, quit.");
  const hasQuit = await prompt(cluster, terminal);
  // Where there is nobody to type, as in a script, it is ended by a signal.
  if (!hasQuit && !isInteractive && !interrupted.aborted) await once(interrupted, "abort");
}
