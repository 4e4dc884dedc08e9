import { RangeRequest } from "@keyval/api";
import type {
  CampaignRequest,
  CampaignResponse,
  LeaderRequest,
  LeaderResponse,
  ProclaimRequest,
  ProclaimResponse,
  ResignRequest,
  ResignResponse,
} from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { Candidacy } from "./candidacy.js";
import { proclaim, withdraw, withLease } from "./claims.js";
import { firstUnder } from "./contest.js";
import type { GiveUp, KeyServices } from "./key-services.js";
import { LeaderObserver, type LeaderSink } from "./leader-observer.js";
import type { Caller, Reply } from "./reply.js";

/** The service Election. */
export class ElectionHandlers {
  readonly #services: KeyServices;

  constructor(services: KeyServices) {
    this.#services = services;
  }

  /** Answered once the client leads, which may never be. */
  campaign({ name, lease, value }: CampaignRequest, caller: Caller, reply: Reply<CampaignResponse>): GiveUp {
    const candidate = { name, lease, value, lost: "electionNotLeader" } as const;
    const candidacy = new Candidacy(this.#services, candidate, caller, (answer) => {
      if (answer instanceof Refusal) {
        reply(answer);
        return;
      }
      const { key, revision: rev, lease, claimed: header } = answer;
      reply({ header, leader: { name, key, rev, lease } });
    });
    candidacy.start();
    return () => {
      candidacy.giveUp();
    };
  }

  proclaim({ leader, value }: ProclaimRequest, caller: Caller, reply: Reply<ProclaimResponse>): void {
    if (leader === undefined) {
      reply(new Refusal("leaderFieldMissing"));
      return;
    }
    const { key, rev: revision } = leader;
    withLease(this.#services, leader.lease, caller, (lease) => {
      if (lease instanceof Refusal) reply(lease);
      else {
        proclaim(this.#services, { key, revision, lease, value }, caller, (header) => {
          reply(header instanceof Refusal ? header : { header });
        });
      }
    });
  }

  resign({ leader }: ResignRequest, caller: Caller, reply: Reply<ResignResponse>): void {
    if (leader === undefined) {
      reply(new Refusal("leaderFieldMissing"));
      return;
    }
    const { key, rev: revision } = leader;
    withdraw(this.#services, { key, revision }, caller, (header) => {
      reply(header instanceof Refusal ? header : { header });
    });
  }

  leader({ name }: LeaderRequest, reply: Reply<LeaderResponse>): void {
    this.#services.kv.range(RangeRequest.create(firstUnder(name)), (answer) => {
      if (answer instanceof Refusal) reply(answer);
      else if (answer.kvs[0] === undefined) reply(new Refusal("electionNoLeader"));
      else reply({ header: answer.header, kv: answer.kvs[0] });
    });
  }

  /** Tells of every leader, and of what each proclaims, until it is closed. */
  observe({ name }: LeaderRequest, sink: LeaderSink): LeaderObserver {
    const observer = new LeaderObserver(this.#services, name, sink);
    observer.look();
    return observer;
  }
}
