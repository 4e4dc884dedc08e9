/** A process that locks the directory it is told, says whether it has it, and lives until its input ends. */
import { lockDirectory } from "./directory-lock.js";

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
lockDirectory(process.argv[2] ?? "", ({ error }) => {
  console.log(error === undefined ? "has it" : error.message);
});
