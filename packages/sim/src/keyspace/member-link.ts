import type { Id } from "@keyval/api";
import type { Forwarder, ForwardAnswer } from "@keyval/server/node";
import type { MemberWork } from "@keyval/server/rpc";
import type { Question, ResidentHost } from "../world/resident.js";
import type { MemberQuestion } from "./member-question.js";

/** Of a question about one id. */
const ID_BYTES = 16;

/** What members ask of the one that leads, in the place of the calls between real ones. */
export class MemberLink implements Forwarder {
  readonly #host: ResidentHost;

  constructor(host: ResidentHost) {
    this.#host = host;
  }

  forward(member: string, entry: Uint8Array, milliseconds: number, done: (answer: ForwardAnswer) => void): void {
    const question: MemberQuestion = { kind: "propose", entry: entry.slice(), bytes: entry.length };
    this.#ask<ForwardAnswer>(member, question, milliseconds, { unreachable: "refused", lost: "unknown" }, done);
  }

  renew(member: string, id: Id, milliseconds: number, done: (ttl: number | undefined) => void): void {
    const question: MemberQuestion = { kind: "renew", id, bytes: ID_BYTES };
    this.#ask<number | undefined>(member, question, milliseconds, { unreachable: undefined, lost: undefined }, done);
  }

  isInSync(member: string, learner: Id, milliseconds: number, done: (isInSync: boolean | undefined) => void): void {
    const question: MemberQuestion = { kind: "inSync", learner, bytes: ID_BYTES };
    this.#ask<boolean | undefined>(member, question, milliseconds, { unreachable: undefined, lost: undefined }, done);
  }

  /** Another member asks. */
  asked(question: Question, { submissions, desk, keeper }: MemberWork, answer: (answer: unknown) => void): void {
    const asked = question as MemberQuestion;
    switch (asked.kind) {
      case "propose":
        submissions.forwarded(asked.entry, answer);
        return;
      case "renew":
        desk.renew(asked.id, answer);
        return;
      case "inSync":
        answer(keeper.isInSync(asked.learner));
        return;
      case "join":
        keeper.admit(asked.member, asked.incarnation, answer);
    }
  }

  #ask<Answer>(
    member: string,
    question: MemberQuestion,
    milliseconds: number,
    instead: { readonly unreachable: Answer; readonly lost: Answer },
    done: (answer: Answer) => void,
  ): void {
    const { clock } = this.#host;
    let isOver = false;
    const over = (answer: Answer): void => {
      if (isOver) return;
      isOver = true;
      deadline.cancel();
      done(answer);
    };
    const deadline = clock.after(milliseconds, () => {
      over(instead.lost);
    });
    const isAsked = this.#host.ask(member, question, (answer) => {
      over(answer as Answer);
    });
    if (isAsked) return;
    clock.endOfTurn(() => {
      over(instead.unreachable);
    });
  }
}
