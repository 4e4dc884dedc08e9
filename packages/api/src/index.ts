export type { Id } from "./id.js";
