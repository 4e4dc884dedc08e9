import assert from "node:assert/strict";
import {
  AlarmAction,
  AlarmRequest,
  type CommandId,
  CommandKind,
  CompactionRequest,
  DeleteRangeRequest,
  type Id,
  LeaseExpireCommand,
  LeaseGrantCommand,
  LeaseRenewCommand,
  LeaseRevokeRequest,
  PutRequest,
  SessionExpireCommand,
  SessionRegisterCommand,
  TxnRequest,
} from "@keyval/api";
import { checkState } from "./check-state.test-helper.js";
import type { Dice } from "./dice.test-helper.js";
import { type LoggedMachine, TERM } from "./logged-machine.test-helper.js";
import { Model } from "./model.js";
import type { ModelAnswer } from "./model-answer.js";
import { type ModelCaller, NOBODY } from "./model-auth.js";
import { needsOfPut } from "./model-needs.js";
import { normalized, normalizedEvent } from "./normalized.test-helper.js";
import { ProgramQueries } from "./program-queries.test-helper.js";
import { LEASES, RandomRequests } from "./random-request.test-helper.js";
import { type MemberCommand, MEMBERS, RandomMembers } from "./random-members.test-helper.js";
import { RandomUsers, type UserCommand } from "./random-users.test-helper.js";

const STEPS = 24;

/** Commands that clients do not number. */
const UNNUMBERED: ReadonlySet<CommandKind> = new Set([
  CommandKind.leaseRenew,
  CommandKind.leaseExpire,
  CommandKind.sessionRegister,
  CommandKind.sessionExpire,
  CommandKind.memberAnnounce,
  CommandKind.clusterVersion,
  CommandKind.clusterLevel,
]);

/** A state machine on any engine: what takes several turns of the event loop there is waited for. */
export interface ProgramWorld extends LoggedMachine {
  /** Lets things happen until it is so. */
  until(isSo: () => boolean): void | Promise<void>;
  checkpoint(): void | Promise<void>;
  reclaim(): void | Promise<void>;
  restart(): void | Promise<void>;
  install(): void | Promise<void>;
  /** Nothing is left of it. */
  end(): void | Promise<void>;
}

/** A command on its way into the log. */
interface Proposal {
  readonly caller: ModelCaller;
  readonly kind: CommandKind;
  readonly body: Uint8Array;
  /** Of one that its client gave a number. */
  readonly command?: CommandId;
  readonly model: (revision: number, caller: ModelCaller) => ModelAnswer;
}

/** A random program, done by the state machine and by the model, which have to agree about everything. */
export class Program {
  /** How often commands were refused, and with which error. */
  readonly refused = new Map<string, number>();
  readonly #dice: Dice;
  readonly #requests: RandomRequests;
  readonly #users: RandomUsers;
  readonly #members: RandomMembers;
  readonly #world: ProgramWorld;
  readonly #model = new Model();
  /** Others overtake these. */
  readonly #proposals: Proposal[] = [];
  readonly #queries: ProgramQueries;

  /** `levelMax` is what the program of the world understands. */
  constructor(dice: Dice, world: ProgramWorld, levelMax: number) {
    this.#dice = dice;
    this.#requests = new RandomRequests(dice);
    this.#users = new RandomUsers(dice, this.#requests);
    this.#members = new RandomMembers(dice, levelMax);
    this.#world = world;
    this.#queries = new ProgramQueries(dice, this.#requests, this.#users, world, this.#model);
  }

  async run(): Promise<void> {
    if (this.#dice.chance(1, 3)) for (const command of this.#members.beginning()) this.#proposeMember(command);
    if (this.#dice.chance(1, 2)) for (const command of this.#users.beginning()) this.#manage(command);
    for (let step = 0; step < STEPS; step++) {
      // To await what is done already would take a tenth of the time of all programs.
      const moved = this.#step();
      if (moved !== undefined) await moved;
      if (this.#dice.chance(1, 4)) this.#applyFirst();
      if (this.#dice.chance(1, 3)) this.#world.turn(this.#dice.below(6));
    }
    while (this.#proposals.length > 0) this.#applyFirst();
    await this.#checkState();
  }

  #step(): void | Promise<void> {
    const roll = this.#dice.below(121);
    if (roll < 30) this.#put();
    else if (roll < 38) this.#deleteRange();
    else if (roll < 56) this.#txn();
    else if (roll < 62) this.#compact();
    else if (roll < 68) this.#lease();
    else if (roll < 84) this.#queries.range();
    else if (roll < 88) this.#queries.readTxn();
    else if (roll < 92) this.#manage(this.#users.next());
    else if (roll < 94) this.#revoke();
    else if (roll < 95) this.#alarm();
    else if (roll < 98) this.#overtake();
    else if (roll < 102) this.#session();
    else if (roll < 105) this.#queries.rangeStream();
    else if (roll < 108) this.#queries.hashKv();
    else if (roll < 113) this.#member();
    else return this.#moveOn(roll);
  }

  /** What clients should not notice. */
  #moveOn(roll: number): void | Promise<void> {
    if (roll < 116) return this.#world.checkpoint();
    if (roll < 118) return this.#world.reclaim();
    return this.#comeBack();
  }

  #put(): void {
    const request = this.#requests.put();
    this.#propose(CommandKind.put, PutRequest.encode(request), (revision, caller) =>
      this.#model.put(revision, request, caller),
    );
  }

  #deleteRange(): void {
    const request = this.#requests.deleteRange();
    this.#propose(CommandKind.deleteRange, DeleteRangeRequest.encode(request), (revision, caller) =>
      this.#model.deleteRange(revision, request, caller),
    );
  }

  #txn(): void {
    const request = this.#requests.txn(this.#model);
    this.#propose(CommandKind.txn, TxnRequest.encode(request), (revision, caller) =>
      this.#model.txn(revision, request, caller),
    );
  }

  #compact(revision = this.#requests.revision(this.#model)): void {
    this.#propose(CommandKind.compact, CompactionRequest.encode({ revision }), (_, caller) =>
      this.#model.compact(revision, caller),
    );
  }

  #lease(): void {
    const ID = this.#dice.pick(LEASES);
    const roll = this.#dice.below(10);
    if (roll < 5) {
      const command = { ID, TTL: this.#dice.below(12), time: this.#leaseTime() };
      this.#propose(CommandKind.leaseGrant, LeaseGrantCommand.encode(command), (_, caller) =>
        this.#model.grant(command, caller),
      );
    } else if (roll < 7) {
      this.#propose(CommandKind.leaseRevoke, LeaseRevokeRequest.encode({ ID }), (revision, caller) =>
        this.#model.revoke(revision, ID, caller),
      );
    } else if (roll < 8) {
      const command = { IDs: [ID, this.#dice.pick(LEASES)], time: this.#leaseTime() };
      this.#propose(CommandKind.leaseRenew, LeaseRenewCommand.encode(command), () => this.#model.renew(command));
    } else this.#expire([ID, this.#dice.pick(LEASES)]);
  }

  #expire(IDs: readonly Id[]): void {
    const command = { IDs, time: this.#leaseTime(), term: this.#dice.chance(1, 8) ? TERM - 1 : TERM };
    this.#propose(CommandKind.leaseExpire, LeaseExpireCommand.encode(command), (revision) =>
      this.#model.expire(revision, command, TERM),
    );
  }

  /** Some seconds later or earlier than what was told last. */
  #leaseTime(): number {
    return Math.max(0, this.#model.leases.time + 1000 * (this.#dice.below(10) - 3));
  }

  #session(): void {
    const time = this.#leaseTime();
    if (this.#dice.chance(2, 3)) {
      const key = this.#dice.pick(["", "", "key"]);
      const command = { time, key, request: Uint8Array.of(this.#dice.below(2)) };
      this.#propose(CommandKind.sessionRegister, SessionRegisterCommand.encode(command), (_, caller) =>
        this.#model.register(command, caller),
      );
    } else {
      const command = { sessions: [1, 2], time: time + this.#dice.pick([0, 60_000]) };
      this.#propose(CommandKind.sessionExpire, SessionExpireCommand.encode(command), () =>
        this.#model.expireSessions(command),
      );
    }
  }

  /** It mostly does not last, or all that is left would be refused. */
  #alarm(): void {
    const alarm = this.#dice.chance(3, 4) ? 1 : 2;
    const memberID = this.#dice.pick(MEMBERS);
    const actions = [AlarmAction.ACTIVATE, AlarmAction.DEACTIVATE] as const;
    for (const action of this.#dice.chance(1, 8) ? [this.#dice.pick(actions)] : actions) {
      const request = AlarmRequest.create({ action, memberID, alarm });
      this.#propose(CommandKind.alarm, AlarmRequest.encode(request), (_, caller) => this.#model.alarm(request, caller));
      this.#put();
    }
  }

  #member(): void {
    for (let i = 0; i < 3; i++) this.#proposeMember(this.#members.next());
  }

  #proposeMember({ kind, body, run }: MemberCommand): void {
    this.#propose(kind, body, (_, caller) => run(this.#model, caller));
  }

  #manage({ kind, body, change }: UserCommand): void {
    this.#propose(kind, body, (_, caller) => this.#model.manage(change, caller));
  }

  /** What a caller may do when it proposes is not what it may do when that is applied. */
  #revoke(): void {
    const request = this.#requests.put();
    const caller = this.#users.caller(this.#model.auth);
    const command = { kind: CommandKind.put, body: PutRequest.encode(request) };
    const model: Proposal["model"] = (revision, by) => this.#model.put(revision, request, by);
    const proposed = this.#world.machine.authorize(caller, "KV.Put", request);
    assert.equal(proposed?.error, this.#model.refusal(caller, needsOfPut(request)), "when it is proposed");
    const { kind, body, change } = this.#users.revocation(this.#model.auth);
    const root = { user: "root", authRevision: this.#model.auth.revision };
    this.#apply({ kind, body, caller: root, model: (_, by) => this.#model.manage(change, by) });
    this.#apply({ ...command, caller, model });
    this.#apply({ ...command, caller: { ...caller, authRevision: this.#model.auth.revision }, model });
  }

  /** What a query reads is replaced and compacted before it is answered. */
  #overtake(): void {
    for (let i = 0; i < 3; i++) this.#queries.range();
    for (let i = 0; i < 5; i++) this.#put();
    this.#compact(this.#model.revision);
  }

  /** After a restart, or on another member, mostly with what was tidied up before. */
  async #comeBack(): Promise<void> {
    if (this.#dice.chance(2, 3)) {
      this.#compact();
      await this.#world.checkpoint();
      for (let i = 0; i < 3; i++) await this.#world.reclaim();
      await this.#world.checkpoint();
    }
    await this.#allAnswered();
    await (this.#dice.chance(1, 2) ? this.#world.restart() : this.#world.install());
    await this.#checkState();
  }

  /** Some commands wait while later ones are applied. */
  #propose(kind: CommandKind, body: Uint8Array, model: Proposal["model"]): void {
    const caller = this.#model.auth.enabled ? this.#users.caller(this.#model.auth) : NOBODY;
    const command = this.#commandId(kind);
    const proposal = { caller, kind, body, model, ...(command && { command }) };
    if (this.#dice.chance(1, 10)) this.#proposals.push(proposal);
    else this.#apply(proposal);
    // The client heard nothing, and sends it again.
    if (command !== undefined && this.#dice.chance(1, 3)) this.#proposals.push(proposal);
  }

  /** Sometimes of a session, among them one that is not there. */
  #commandId(kind: CommandKind): CommandId | undefined {
    const { last } = this.#model.sessions;
    if (last === 0 || UNNUMBERED.has(kind) || this.#dice.chance(1, 3)) return undefined;
    const number = 1 + this.#dice.below(6);
    return { session: 1 + this.#dice.below(last + 1), number, acknowledged: this.#dice.below(number + 1) };
  }

  #applyFirst(): void {
    const proposal = this.#proposals.shift();
    if (proposal !== undefined) this.#apply(proposal);
  }

  #apply({ kind, body, caller, model, command }: Proposal): void {
    const gap = this.#dice.chance(1, 10) ? this.#dice.below(3) : 0;
    const before = this.#world.machine.hash;
    const { result, changed } = this.#world.apply(kind, body, gap, { ...caller, command });
    const { revision } = this.#world.log.at(-1) ?? assert.fail("the log has the command");
    const run = (): ModelAnswer => model(revision, caller);
    const expected = command === undefined ? run() : this.#model.once(command, kind, caller, run).answer;
    assert.deepEqual(normalized(result), expected);
    assert.equal(changed, this.#model.revision === revision, "a revision is taken if a key changes");
    assert.deepEqual(this.#world.fed.get(revision)?.map(normalizedEvent), this.#model.events.get(revision));
    assert.equal(this.#world.machine.tables.keyspace.liveBytes, this.#model.liveBytes, "whatever is removed so far");
    if (typeof expected !== "string") return;
    // A session remembers that it was.
    if (command === undefined) {
      assert.deepEqual(this.#world.machine.hash, before, "a refused command changes nothing");
    }
    this.refused.set(expected, (this.refused.get(expected) ?? 0) + 1);
  }

  async #allAnswered(): Promise<void> {
    await this.#world.until(() => this.#queries.open === 0);
    this.#world.settle();
  }

  async #checkState(): Promise<void> {
    await this.#allAnswered();
    checkState(this.#world.machine, this.#model);
  }
}
