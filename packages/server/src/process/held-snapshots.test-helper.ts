import { EngineMachine } from "../node/index.js";

/** Loaded into a server before it starts (`node --import`): a snapshot of another member is never received to its end. */
EngineMachine.prototype.receive = () => undefined;
