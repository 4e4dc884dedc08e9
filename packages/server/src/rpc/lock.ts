import { DeleteRangeRequest } from "@keyval/api";
import type { LockRequest, LockResponse, UnlockRequest, UnlockResponse } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { Candidacy } from "./candidacy.js";
import type { GiveUp, KeyServices } from "./key-services.js";
import type { Caller, Reply } from "./reply.js";

/** The service Lock. */
export class LockHandlers {
  readonly #services: KeyServices;

  constructor(services: KeyServices) {
    this.#services = services;
  }

  /** Answered once the client has the lock, which may never be. */
  lock({ name, lease }: LockRequest, caller: Caller, reply: Reply<LockResponse>): GiveUp {
    const candidate = { name, lease, value: undefined, lost: "lockSessionExpired" } as const;
    const candidacy = new Candidacy(this.#services, candidate, caller, (answer) => {
      reply(answer instanceof Refusal ? answer : { header: answer.won, key: answer.key });
    });
    candidacy.start();
    return () => {
      candidacy.giveUp();
    };
  }

  unlock({ key }: UnlockRequest, caller: Caller, reply: Reply<UnlockResponse>): void {
    const request = DeleteRangeRequest.create({ key });
    this.#services.kv.deleteRange(request, DeleteRangeRequest.encode(request), caller, (answer) => {
      reply(answer instanceof Refusal ? answer : { header: answer.header });
    });
  }
}
