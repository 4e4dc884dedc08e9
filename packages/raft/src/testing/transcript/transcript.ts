import { parseCommand } from "./command.js";
import { perform } from "./commands/index.js";
import { World } from "./world.js";

const COMMAND = "> ";
const TRACE = "    ";

/** What a transcript says of itself in its first lines. */
export interface TranscriptHeader {
  readonly title: string;
  /** The section of the paper or of the thesis. */
  readonly shows: string;
}

export function readHeader(text: string): TranscriptHeader {
  const title = /^# (.+)\n/.exec(text)?.[1];
  if (title === undefined) throw new Error('a transcript begins with a line "# <title>"');
  const shows = /^# .+\n\nShows: (.+)\n/.exec(text)?.[1];
  if (shows === undefined || !/(§\d|figure \d)/.test(shows) || !/of the (paper|thesis)/.test(shows)) {
    throw new Error(
      'the third line names what a transcript shows: "Shows: §5.4.2 and figure 8 of the paper", or of the thesis',
    );
  }
  return { title, shows };
}

/** Performs the commands of a transcript, and gives back its text with the trace that they leave now. */
export function replay(text: string): string {
  readHeader(text);
  const world = new World();
  const written: string[] = [];
  for (const [position, line] of text.split("\n").entries()) {
    if (line.startsWith(TRACE)) continue;
    written.push(line);
    if (!line.startsWith(COMMAND)) continue;
    for (const traced of performLine(world, line, position + 1)) written.push(`${TRACE}${traced}`.trimEnd());
  }
  return written.join("\n");
}

function performLine(world: World, line: string, number: number): readonly string[] {
  try {
    perform(world, parseCommand(line.slice(COMMAND.length)));
  } catch (cause) {
    const sofar = world.trace.take().slice(-10).join("\n");
    throw new Error(`line ${number}, "${line}": ${String(cause)}\n${sofar}`, { cause });
  }
  return world.trace.take();
}
