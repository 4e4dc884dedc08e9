export { runCli } from "./cli.js";
export { processTerminal } from "./process-terminal.js";

export type { Piece, Terminal } from "./frame/terminal.js";
