export { Group } from "./group.js";
export { incarnationOf, INTRODUCTION_REFUSALS, Introductions } from "./introductions.js";
export { Node } from "./node.js";

export type { Clock, Timer } from "./clock.js";
export type { GroupHost, GroupOptions } from "./group.js";
export type { IntroductionRefusal, Pins } from "./introductions.js";
export type { NodeOptions } from "./node.js";
export type { ProposalOutcome, ReadOutcome, StepRefusal } from "./outcome.js";
export type * from "./peers.js";
export { joined } from "./joined.js";
export { LeaseDesk, type LeaseDeskOptions } from "./lease-desk.js";
export { Submissions, type SubmissionsOptions } from "./submissions.js";
export type { AppliedCommand } from "./applied-command.js";
export type { Forwarder, ForwardAnswer, Submitted, SubmitDone } from "./submission.js";
export type { Incoming, Piece, ReadPiece, StateMachine } from "./state-machine.js";
export { causeOf } from "./cause-of.js";
export { EngineMachine, type Beginning, type EngineMachineOptions, type EngineStore } from "./engine-machine.js";
export { KeyspaceStore, type KeyspaceStoreOptions } from "./keyspace-store.js";
