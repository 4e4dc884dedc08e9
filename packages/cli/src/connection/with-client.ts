import { Client } from "@keyval/client";
import type { Call } from "../frame/command.js";
import { ExitCode } from "../frame/exit-code.js";
import { FORMATS } from "../frame/global-flags.js";
import { unknownFormat } from "../output/answer.js";
import { clientOptions } from "./client-options.js";
import { failureOf } from "./describe-error.js";

export interface OnFailure {
  readonly exitCode?: number;
  /** What the error's text is put into. */
  readonly sentence?: (text: string) => string;
}

/** Does something with the cluster that the flags name, and turns what goes wrong into a `Failure`. */
export async function withClient<T>(
  call: Pick<Call, "globals" | "given" | "terminal">,
  work: (client: Client) => Promise<T>,
  { exitCode = ExitCode.error, sentence }: OnFailure = {},
): Promise<T> {
  if (!FORMATS.some((format) => format === call.globals["write-out"])) unknownFormat();
  using client = new Client(await clientOptions(call));
  try {
    return await work(client);
  } catch (error) {
    throw failureOf(error, exitCode, sentence);
  }
}
