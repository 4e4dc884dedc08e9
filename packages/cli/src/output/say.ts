import type { GlobalValues } from "../frame/global-flags.js";
import type { Terminal } from "../frame/terminal.js";
import { goJson, type GoValue } from "./go-json.js";

/** For what etcdctl says in words whatever `--write-out` asks for: only `--output`, which it does not have, makes JSON of it. */
export function say(
  words: string,
  value: GoValue,
  { terminal, globals: { output } }: { readonly terminal: Terminal; readonly globals: Pick<GlobalValues, "output"> },
): void {
  terminal.out(output === "json" ? `${goJson(value)}\n` : words);
}
