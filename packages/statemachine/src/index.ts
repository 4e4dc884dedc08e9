export type { Position } from "./position.js";
