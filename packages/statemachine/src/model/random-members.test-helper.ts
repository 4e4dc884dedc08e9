import {
  ClusterLevelCommand,
  ClusterVersionCommand,
  CommandKind,
  DowngradeRequest,
  type Id,
  MemberAddCommand,
  MemberAnnounceCommand,
  MemberPromoteRequest,
  MemberRemoveRequest,
  MemberUpdateRequest,
} from "@keyval/api";
import type { Dice } from "./dice.test-helper.js";
import type { Model } from "./model.js";
import { answerOf, type ModelAnswer } from "./model-answer.js";
import type { ModelCaller } from "./model-auth.js";

/** A command about members and versions, and what the model says to it. */
export interface MemberCommand {
  readonly kind: CommandKind;
  readonly body: Uint8Array;
  readonly run: (model: Model, caller: ModelCaller) => ModelAnswer;
}

/** Who may be a member, and raise alarms. */
export const MEMBERS = [11, 12, 13, 2n ** 62n] as const;

const VERSIONS = ["3.5.0", "3.6.0", "3.6.0", "3.7.0", "3.7.0", "3.8.0", "v3.6", "latest"] as const;

/** Members that come and go, with programs of any level up to one. */
export class RandomMembers {
  readonly #dice: Dice;
  readonly #levelMax: number;

  constructor(dice: Dice, levelMax: number) {
    this.#dice = dice;
    this.#levelMax = levelMax;
  }

  /** Two that are on the same level, to which the cluster goes, and a version that it may go back from. */
  beginning(): MemberCommand[] {
    const IDs = MEMBERS.slice(0, 2);
    const announced = IDs.map((ID) => this.#announce(ID, this.#levelMax));
    return [...IDs.map((ID) => this.#add(ID)), ...announced, this.#level(this.#levelMax), this.#version("3.7.0")];
  }

  next(): MemberCommand {
    const roll = this.#dice.below(20);
    if (roll < 5) return this.#add();
    if (roll < 9) return this.#announce();
    if (roll < 11) return this.#update();
    if (roll < 13) return this.#promote();
    if (roll < 14) return this.#remove();
    if (roll < 16) return this.#version();
    return roll < 18 ? this.#downgrade() : this.#level();
  }

  #urls(): string[] {
    return [`http://m:${this.#dice.below(6)}`];
  }

  #add(ID: Id = this.#dice.pick(MEMBERS)): MemberCommand {
    const command = { ID, peerURLs: this.#urls(), isLearner: this.#dice.chance(1, 2) };
    return {
      kind: CommandKind.memberAdd,
      body: MemberAddCommand.encode(command),
      run: (model, caller) => model.changeMembers((members) => members.add(command), caller),
    };
  }

  #announce(ID: Id = this.#dice.pick(MEMBERS), level = this.#dice.between(0, this.#levelMax)): MemberCommand {
    const incarnation = this.#dice.chance(1, 6) ? 8 : 7;
    const command = { ID, name: `m${ID}`, clientURLs: this.#urls(), incarnation, level };
    return {
      kind: CommandKind.memberAnnounce,
      body: MemberAnnounceCommand.encode(command),
      run: (model) => answerOf(() => model.members.announce(command)),
    };
  }

  #update(): MemberCommand {
    const [ID, peerURLs] = [this.#dice.pick(MEMBERS), this.#urls()];
    return {
      kind: CommandKind.memberUpdate,
      body: MemberUpdateRequest.encode({ ID, peerURLs }),
      run: (model, caller) => model.changeMembers((members) => members.update(ID, peerURLs), caller),
    };
  }

  #promote(): MemberCommand {
    const ID = this.#dice.pick(MEMBERS);
    return {
      kind: CommandKind.memberPromote,
      body: MemberPromoteRequest.encode({ ID }),
      run: (model, caller) => model.changeMembers((members) => members.promote(ID), caller),
    };
  }

  #remove(): MemberCommand {
    const ID = this.#dice.pick(MEMBERS);
    return {
      kind: CommandKind.memberRemove,
      body: MemberRemoveRequest.encode({ ID }),
      run: (model, caller) => model.removeMember(ID, caller),
    };
  }

  #version(version: string = this.#dice.pick(VERSIONS)): MemberCommand {
    return {
      kind: CommandKind.clusterVersion,
      body: ClusterVersionCommand.encode({ version }),
      run: (model) => answerOf(() => model.versions.set(version)),
    };
  }

  #downgrade(): MemberCommand {
    const request = { action: this.#dice.below(3) as 0, version: this.#dice.pick(VERSIONS) };
    return {
      kind: CommandKind.downgrade,
      body: DowngradeRequest.encode(request),
      run: (model, caller) => model.downgrade(request, caller),
    };
  }

  /** Sometimes one that no member has said to understand. */
  #level(level = this.#dice.below(this.#levelMax + 2)): MemberCommand {
    return {
      kind: CommandKind.clusterLevel,
      body: ClusterLevelCommand.encode({ level }),
      run: (model) => answerOf(() => model.members.raiseLevel(level)),
    };
  }
}
