export { Group } from "./group.js";
export { INTRODUCTION_REFUSALS, Introductions } from "./introductions.js";
export { Node } from "./node.js";

export type { Clock, Timer } from "./clock.js";
export type { GroupHost, GroupOptions } from "./group.js";
export type { IntroductionRefusal, Pins } from "./introductions.js";
export type { NodeOptions } from "./node.js";
export type { ProposalOutcome, ReadOutcome, StepRefusal } from "./outcome.js";
export type * from "./peers.js";
export type { Incoming, Piece, ReadPiece, StateMachine } from "./state-machine.js";
