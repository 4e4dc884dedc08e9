import { Unreachable } from "../errors/index.js";
import type { Endpoint } from "./endpoint.js";

/** What is known of why none of these could be reached. */
export function unreachable(endpoints: readonly Endpoint[]): Unreachable {
  return new Unreachable(endpoints.map(({ channel }) => channel.whyFailing()).join("; "));
}
