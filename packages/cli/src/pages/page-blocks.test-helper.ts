/** A fenced block of a page. */
export interface Block {
  /** Where it begins, as editors count. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Of the comment right before it: `<!-- not run: why -->` or `<!-- terminal: name -->`. */
  readonly notRun: string | undefined;
  readonly terminal: string | undefined;
}

const MARKER = /^<!-- (not run|terminal): (.+) -->$/u;

export function blocksOf(page: string): Block[] {
  const lines = page.split("\n");
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const fence = /^```(\w*)$/u.exec(lines[at] ?? "");
    if (fence === null) continue;
    const end = lines.indexOf("```", at + 1);
    if (end < 0) throw new Error(`the block in line ${at + 1} has no end`);
    const [, kind, words] = MARKER.exec(lines[at - 1] ?? "") ?? [];
    blocks.push({
      line: at + 1,
      language: fence[1] ?? "",
      text: lines.slice(at + 1, end).join("\n"),
      notRun: kind === "not run" ? words : undefined,
      terminal: kind === "terminal" ? words : undefined,
    });
    at = end;
  }
  return blocks;
}

/** A command of a transcript, and what is shown below it. */
export interface Exchange {
  readonly command: string;
  readonly output: string;
}

/** Commands stand behind `$ `, and go on behind `> `. */
export function exchangesOf(transcript: string): Exchange[] {
  return transcript
    .split(/^\$ /mu)
    .slice(1)
    .map((part) => {
      const lines = part.split("\n");
      const first = lines.findIndex((line, at) => at > 0 && !line.startsWith("> "));
      const [command, output] = first < 0 ? [lines, []] : [lines.slice(0, first), lines.slice(first)];
      return {
        command: command.map((line, at) => (at === 0 ? line : line.slice(2))).join("\n"),
        output: output.join("\n").trimEnd(),
      };
    });
}
