import type { Input } from "../input.js";

/** An input without its time, which whoever drives the replica adds. */
export type Happening = Input extends infer I ? (I extends Input ? Omit<I, "now"> : never) : never;
