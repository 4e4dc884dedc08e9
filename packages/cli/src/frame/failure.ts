import { ExitCode } from "./exit-code.js";

/** Why a command ends without having done its work: a sentence, the status, and what may help. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exitCode: number;
  /** What to do next, shown below the message. */
  readonly advice: string | undefined;

  constructor(message: string, exitCode: number = ExitCode.error, advice?: string) {
    super(message);
    this.exitCode = exitCode;
    this.advice = advice;
  }
}

/** Without other advice the command's help is pointed to. */
export function badArguments(message: string, advice?: string): Failure {
  return new Failure(message, ExitCode.badArguments, advice);
}
