import type { Admission } from "@keyval/server/rpc";
import { NotTakenBack } from "../world/not-taken-back.js";
import type { FindReplica } from "../world/resident.js";
import type { MemberQuestion } from "./member-question.js";

const PAUSE_MS = 100;
const QUESTION_BYTES = 32;

/** As a server does that joins: asks all others, again and again, since only the one that leads can take it in. */
export const findReplica: FindReplica = (host, found) => {
  const { member, incarnation } = host;
  const question: MemberQuestion = { kind: "join", member, incarnation, bytes: QUESTION_BYTES };
  let isOver = false;
  const answered = (answer: unknown): void => {
    const admission = answer as Admission;
    if (isOver || admission.kind === "later") return;
    isOver = true;
    if (admission.kind === "admitted") found(admission.replica);
    else if (admission.why === "removed") host.leave();
    else host.failed(new NotTakenBack(`${member} is not taken in: ${admission.why}`));
  };
  const ask = (): void => {
    if (isOver) return;
    for (const other of host.others()) host.ask(other, question, answered);
    host.clock.after(PAUSE_MS, ask);
  };
  ask();
};
