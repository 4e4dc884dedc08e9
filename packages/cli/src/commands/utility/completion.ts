import { command } from "../../frame/command.js";
import { badArguments } from "../../frame/failure.js";

/** Each asks the program itself, which knows its commands, its flags, and the keys of the cluster. */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_kvctl() {
  local IFS=$'\\n'
  COMPREPLY=($(kvctl __complete --bash "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null))
}
complete -o default -F _kvctl kvctl
`,
  zsh: `#compdef kvctl
_kvctl() {
  local -a found
  found=(\${(f)"$(kvctl __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)"})
  compadd -a found
}
if [ "$funcstack[1]" = _kvctl ]; then _kvctl; else compdef _kvctl kvctl; fi
`,
  fish: `complete -c kvctl -f -a '(kvctl __complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
  powershell: `Register-ArgumentCompleter -Native -CommandName kvctl -ScriptBlock {
  param($word, $ast, $position)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($word -eq '') { $words += '' }
  kvctl __complete -- @words 2>$null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`,
};

export const completion = command({
  usage: "[bash|zsh|fish|powershell]",
  description:
    "Prints what makes a shell complete commands, flags and keys. Load it in each session, from the shell's own file.",
  examples: [
    { what: "bash: in ~/.bashrc", line: "completion bash" },
    { what: "zsh: as _kvctl in a folder of $fpath", line: "completion zsh" },
    { what: "fish: in ~/.config/fish/completions/kvctl.fish", line: "completion fish" },
  ],
  flags: {},
  run: ({ args: [shell = "", ...rest], terminal }) => {
    const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
    if (script === undefined || rest.length > 0) {
      throw badArguments(`say which shell: ${Object.keys(SCRIPTS).join(", ")}`);
    }
    terminal.out(script);
    return Promise.resolve();
  },
});
