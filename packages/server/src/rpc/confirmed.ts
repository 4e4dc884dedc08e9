import { Refusal } from "@keyval/statemachine";
import type { Served } from "./served.js";

/** Does what has to see every write that was acknowledged before the call, or refuses where that can not be known. */
export function confirmed({ submissions }: Served, refuse: (refusal: Refusal) => void, run: () => void): void {
  submissions.confirm((error) => {
    if (error === undefined) run();
    else refuse(new Refusal(error));
  });
}
