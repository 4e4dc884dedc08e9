import { groups } from "./commands/groups.js";
import type { Branch, Call, Leaf } from "./frame/command.js";
import { environmentFlags, unknownVariables } from "./frame/environment-flags.js";
import { ExitCode } from "./frame/exit-code.js";
import { Failure } from "./frame/failure.js";
import { type Found, findCommand } from "./frame/find-command.js";
import { type Flags, toggle } from "./frame/flag.js";
import { globalFlags } from "./frame/global-flags.js";
import { type Parsed, parseFlags } from "./frame/parse-flags.js";
import type { Terminal } from "./frame/terminal.js";
import { withFallbacks } from "./frame/with-fallbacks.js";

const helpFlag = { help: toggle("show this help", { short: "h" }) };

/** Does what the arguments say, and resolves with the exit status. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const found = findCommand(groups, { ...globalFlags, ...helpFlag }, askingForHelp(argv));
    if (found.leaf === undefined) return await showHelp(found, terminal);
    return await runLeaf(found, found.leaf, terminal);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.error(`Error: ${error.message}\n`);
    if (error.advice !== undefined) terminal.error(`${error.advice}\n`);
    return error.exitCode;
  }
}

/** `help get` is another way to say `get --help`. */
function askingForHelp(argv: readonly string[]): readonly string[] {
  return argv[0] === "help" ? [...argv.slice(1), "--help"] : argv;
}

async function runLeaf(found: Found, leaf: Leaf, terminal: Terminal): Promise<number> {
  const command = await leaf.load();
  const own = { ...found.flags, ...command.flags };
  const parsed = parseOrPointToHelp({ ...globalFlags, ...helpFlag, ...own }, found);
  if (parsed.values.get("help") === true) {
    const { commandHelp } = await import("./frame/help.js");
    terminal.out(commandHelp(found.path, command, own));
    return ExitCode.success;
  }
  try {
    return (await command.run(callOf(own, parsed, terminal))) ?? ExitCode.success;
  } catch (error) {
    const isAdvised =
      !(error instanceof Failure) || error.exitCode !== ExitCode.badArguments || error.advice !== undefined;
    throw isAdvised ? error : pointingToHelp(error, found);
  }
}

function parseOrPointToHelp(flags: Flags, found: Found): Parsed {
  try {
    return parseFlags(flags, found.rest);
  } catch (error) {
    throw error instanceof Failure ? pointingToHelp(error, found) : error;
  }
}

function pointingToHelp({ message, exitCode, advice }: Failure, { path }: Found): Failure {
  const usage = `Run '${commandLine(path)} --help' for usage.`;
  return new Failure(message, exitCode, [advice, usage].filter(Boolean).join(" "));
}

function callOf(own: Flags, { args, dashAt, values }: Parsed, terminal: Terminal): Call {
  const inherited = environmentFlags(globalFlags, terminal.environment, new Set(values.keys()));
  for (const variable of unknownVariables(globalFlags, terminal.environment)) {
    terminal.error(`Warning: unrecognized environment variable ${variable}\n`);
  }
  const all = new Map([...inherited, ...values]);
  const written = all.get("output");
  if (written !== undefined) all.set("write-out", written);
  return {
    args,
    dashAt,
    flags: withFallbacks(own, all),
    globals: withFallbacks(globalFlags, all),
    given: new Set(all.keys()),
    terminal,
  };
}

async function showHelp({ path, flags, rest }: Found, terminal: Terminal): Promise<number> {
  parseFlags({ ...globalFlags, ...helpFlag, ...flags }, rest);
  const { branchHelp, rootHelp } = await import("./frame/help.js");
  const branch = path.at(-1) as Branch | undefined;
  terminal.out(branch === undefined ? rootHelp(groups) : await branchHelp(branch));
  return ExitCode.success;
}

function commandLine(path: readonly (Branch | Leaf)[]): string {
  return ["kvctl", ...path.map(({ name }) => name)].join(" ");
}
