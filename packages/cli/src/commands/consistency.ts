import { ExitCode } from "../frame/exit-code.js";
import { Failure } from "../frame/failure.js";

/** Whether a member may answer alone. */
export function isSerializable(consistency: string): boolean {
  if (consistency !== "l" && consistency !== "s") {
    throw new Failure(`unknown consistency flag ${JSON.stringify(consistency)}`, ExitCode.badFeature);
  }
  return consistency === "s";
}
