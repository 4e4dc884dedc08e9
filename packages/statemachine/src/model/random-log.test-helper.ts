import {
  AlarmAction,
  AlarmRequest,
  AlarmType,
  BARE_HEADER,
  CommandKind,
  CompactionRequest,
  DeleteRangeRequest,
  type EntryHeader,
  LeaseExpireCommand,
  LeaseGrantCommand,
  LeaseRenewCommand,
  LeaseRevokeRequest,
  LeaseTimeCommand,
  PutRequest,
  SessionExpireCommand,
  SessionRegisterCommand,
  TxnRequest,
} from "@keyval/api";
import { thisBuild } from "../build.js";
import { Dice } from "./dice.test-helper.js";
import type { SampleCommand } from "./every-command.test-helper.js";
import { TERM } from "./logged-machine.test-helper.js";
import { answerOf } from "./model-answer.js";
import { ModelAuth } from "./model-auth.js";
import { LEASES, RandomRequests } from "./random-request.test-helper.js";
import { MEMBERS, RandomMembers } from "./random-members.test-helper.js";
import { RandomUsers, type UserCommand } from "./random-users.test-helper.js";

const STEPS = 170;
const STEP_MS = 150;

type Command = readonly [kind: CommandKind, body: Uint8Array];

/** Commands of all kinds, many of which can be done: what they name has some chance to be there. */
export function randomLog(seed: number, firstRevision = 1): SampleCommand[] {
  const log = new RandomLog(seed, firstRevision);
  return [...log.beginning(), ...Array.from({ length: STEPS }, () => log.next()).flat()];
}

class RandomLog {
  readonly #dice: Dice;
  readonly #firstRevision: number;
  readonly #requests: RandomRequests;
  readonly #users: RandomUsers;
  readonly #members: RandomMembers;
  /** What becomes of users, so that most requests come from somebody whom their change did not overtake. */
  readonly #auth = new ModelAuth();
  #step = 0;
  #sessions = 0;

  constructor(seed: number, firstRevision: number) {
    this.#dice = new Dice(seed);
    this.#firstRevision = firstRevision;
    this.#requests = new RandomRequests(this.#dice);
    this.#users = new RandomUsers(this.#dice, this.#requests);
    this.#members = new RandomMembers(this.#dice, thisBuild.level);
  }

  /** In some logs users are checked from the start on. */
  beginning(): SampleCommand[] {
    const members = this.#members.beginning().map(({ kind, body }) => headed([kind, body], {}));
    return [...members, ...this.#usersAtFirst()];
  }

  #usersAtFirst(): SampleCommand[] {
    return this.#dice.chance(1, 2) ? this.#users.beginning().map((command) => this.#manage(command)) : [];
  }

  next(): SampleCommand[] {
    this.#step++;
    const roll = this.#dice.below(32);
    if (roll < 15) return [this.#asSomebody(this.#keys())];
    if (roll < 19) return [this.#asSomebody(this.#lease())];
    if (roll < 21) return [this.#manage(this.#users.next())];
    if (roll < 22) return [this.#manage(this.#users.revocation(this.#auth))];
    if (roll < 25) return [this.#asRoot(this.#member())];
    if (roll < 26) return this.#alarm();
    if (roll < 30) return [this.#session()];
    return [this.#asRoot(this.#compact())];
  }

  get #time(): number {
    return this.#step * STEP_MS;
  }

  #keys(): Command {
    const { revision, compactRevision } = this.#around;
    const roll = this.#dice.below(16);
    if (roll < 8) return [CommandKind.put, PutRequest.encode(this.#requests.put())];
    if (roll < 10) return [CommandKind.deleteRange, DeleteRangeRequest.encode(this.#requests.deleteRange())];
    if (roll < 15) return [CommandKind.txn, TxnRequest.encode(this.#requests.txn({ revision, compactRevision }))];
    return [CommandKind.none, new Uint8Array(0)];
  }

  #compact(): Command {
    const revision = this.#requests.revision(this.#around);
    return [CommandKind.compact, CompactionRequest.encode({ revision })];
  }

  get #around(): { readonly revision: number; readonly compactRevision: number } {
    const [revision, compactRevision] = [4, 6].map((part) => this.#firstRevision + Math.floor(this.#step / part));
    return { revision: revision ?? 0, compactRevision: compactRevision ?? 0 };
  }

  #lease(): Command {
    const [ID, time] = [this.#dice.pick(LEASES), this.#time];
    const roll = this.#dice.below(10);
    if (roll < 4) return [CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID, TTL: 10, time })];
    if (roll < 6) return [CommandKind.leaseRenew, LeaseRenewCommand.encode({ IDs: LEASES, time })];
    if (roll < 7) return [CommandKind.leaseTime, LeaseTimeCommand.encode({ time })];
    if (roll < 8) return [CommandKind.leaseExpire, LeaseExpireCommand.encode({ IDs: [ID], time, term: TERM })];
    return [CommandKind.leaseRevoke, LeaseRevokeRequest.encode({ ID })];
  }

  #member(): Command {
    const { kind, body } = this.#members.next();
    return [kind, body];
  }

  /** Cleared soon, or all that is left would be refused. */
  #alarm(): SampleCommand[] {
    const [memberID, alarm] = [this.#dice.pick(MEMBERS), this.#dice.pick([AlarmType.NOSPACE, AlarmType.CORRUPT])];
    const change = (action: AlarmAction): SampleCommand =>
      this.#asRoot([CommandKind.alarm, AlarmRequest.encode({ action, memberID, alarm })]);
    const meanwhile = Array.from({ length: this.#dice.below(3) }, () => this.#asSomebody(this.#keys()));
    return [change(AlarmAction.ACTIVATE), ...meanwhile, change(AlarmAction.DEACTIVATE)];
  }

  /** Sessions come and go; their commands come in any order, and again. */
  #session(): SampleCommand {
    const dice = this.#dice;
    const roll = dice.below(10);
    if (this.#sessions === 0 || roll < 1) {
      this.#sessions++;
      const key = dice.chance(1, 2) ? "" : `key ${dice.below(3)}`;
      const request = Uint8Array.of(dice.below(2));
      return this.#asRoot([
        CommandKind.sessionRegister,
        SessionRegisterCommand.encode({ time: this.#time, key, request }),
      ]);
    }
    const session = 1 + dice.below(this.#sessions);
    if (roll < 2) {
      const time = dice.chance(1, 3) ? this.#time + 60_000 : this.#time;
      return this.#asRoot([CommandKind.sessionExpire, SessionExpireCommand.encode({ sessions: [session], time })]);
    }
    const number = 1 + dice.below(8);
    const command = { session, number, acknowledged: dice.below(Math.min(number, 3)) };
    return this.#asRoot(this.#keys(), { command });
  }

  #manage({ kind, body, change }: UserCommand): SampleCommand {
    const command = this.#asRoot([kind, body]);
    answerOf(() => {
      change(this.#auth);
      return {};
    });
    return command;
  }

  #asSomebody(command: Command): SampleCommand {
    return headed(command, this.#users.caller(this.#auth));
  }

  #asRoot(command: Command, fields: Partial<EntryHeader> = {}): SampleCommand {
    return headed(command, { ...fields, user: "root", authRevision: this.#auth.revision });
  }
}

function headed([kind, body]: Command, fields: Partial<EntryHeader>): SampleCommand {
  return { header: { ...BARE_HEADER, ...fields, kind }, body };
}
