import type { Change } from "../../../input.js";
import { hostOf } from "../../fixtures.js";
import { idAt, listOf, numberOf } from "../command.js";
import type { Performer } from "./index.js";

export const requests = {
  /** `propose 1 a b*3 size=100`: one batch of four commands, of 100 bytes each. */
  propose(world, command) {
    const size = numberOf(command.settings.get("size") ?? "0");
    const payloads = command.words.slice(1).flatMap((word) => payloadsOf(word, size));
    world.step(idAt(command, 0), { kind: "propose", payloads });
  },

  /** `read 2 7`: read 7, at replica 2. */
  read(world, command) {
    world.step(idAt(command, 0), { kind: "read", id: idAt(command, 1) });
  },

  /** `reconfigure 1 remove=3 add-learner=4`: all in one change. */
  reconfigure(world, command) {
    const changes = [...command.settings].flatMap(([key, value]) => listOf(value).map((id) => changeOf(key, id)));
    world.step(idAt(command, 0), { kind: "reconfigure", changes });
  },

  /** `transfer 1 3`: from leader 1 to 3. */
  transfer(world, command) {
    world.step(idAt(command, 0), { kind: "transfer", to: idAt(command, 1) });
  },

  /** `campaign 2`: as if its election timeout had passed. */
  campaign(world, command) {
    world.step(idAt(command, 0), { kind: "campaign" });
  },

  /** `elect 1`: it campaigns, and everything settles. */
  elect(world, command) {
    world.step(idAt(command, 0), { kind: "campaign" });
    world.settle();
  },

  /** `peer-lost 2 1`: replica 2 hears that its connection to 1 broke. */
  "peer-lost"(world, command) {
    world.step(idAt(command, 0), { kind: "peerLost", replica: idAt(command, 1) });
  },

  /** `peer-connected 1 4`: replica 1 hears that the process of 4 is there again. */
  "peer-connected"(world, command) {
    world.step(idAt(command, 0), { kind: "peerConnected", replica: idAt(command, 1) });
  },

  /** `undelivered 1 2`: replica 1 hears that messages to 2 were thrown away. */
  undelivered(world, command) {
    world.step(idAt(command, 0), { kind: "undelivered", replica: idAt(command, 1) });
  },

  /** `clock-jumped 1`. */
  "clock-jumped"(world, command) {
    world.step(idAt(command, 0), { kind: "clockJumped" });
  },
} satisfies Record<string, Performer>;

function payloadsOf(word: string, size: number): Uint8Array[] {
  const [text = "", count = "1"] = word.split("*");
  const payload = new Uint8Array(Math.max(size, text.length));
  payload.set(Array.from(text, (letter) => letter.codePointAt(0) ?? 0));
  return Array.from({ length: numberOf(count) }, () => payload);
}

function changeOf(key: string, value: number): Change {
  switch (key) {
    case "add-voter":
      return { kind: "addVoter", host: hostOf(value) };
    case "add-learner":
      return { kind: "addLearner", host: hostOf(value) };
    case "promote":
    case "demote":
    case "remove":
      return { kind: key, id: value };
    case "lease":
      return { kind: "setLease", lease: value };
    default:
      throw new Error(`there is no change "${key}"`);
  }
}
