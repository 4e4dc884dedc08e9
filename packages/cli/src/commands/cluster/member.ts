import type { Id } from "@keyval/api";
import { expect, memberArgument } from "../../arguments.js";
import { withClient } from "../../connection/with-client.js";
import { type Command, command } from "../../frame/command.js";
import { badArguments } from "../../frame/failure.js";
import { text, toggle } from "../../frame/flag.js";
import { type Answer, show } from "../../output/answer.js";
import {
  memberAddAnswer,
  memberListAnswer,
  memberPromoteAnswer,
  memberRemoveAnswer,
  memberUpdateAnswer,
} from "../../output/answers/member.js";
import type { Client } from "@keyval/client";
import { isSerializable } from "../consistency.js";
import { peerUrls } from "./peer-urls.js";

const NO_URLS = "member peer urls not provided";

export const memberAdd = command({
  usage: "<memberName> [options]",
  examples: [
    {
      what: "Add a member that gets everything before it has a vote",
      line: "member add n4 --peer-urls=http://10.0.0.4:2380 --learner",
    },
  ],
  flags: {
    "peer-urls": text("", "comma separated peer URLs for the new member."),
    learner: toggle("indicates if the new member is raft learner"),
  },
  run: async (call) => {
    const { args, flags } = call;
    const [name] = args;
    if (name === undefined) throw badArguments("member name not provided");
    if (args.length > 1) {
      const urls = args.filter((argument) => argument.toLowerCase().startsWith("http"));
      throw badArguments(["too many arguments", ...urls.map((url) => `did you mean --peer-urls=${url}`)].join(", "));
    }
    const urls = flags["peer-urls"];
    if (urls === "") throw badArguments(NO_URLS);
    const request = { peerURLs: peerUrls(urls), isLearner: flags.learner };
    await withClient(call, async (client) => {
      show(memberAddAnswer(await client.rpc.cluster.memberAdd(request), name, urls), call);
    });
  },
});

export const memberUpdate = command({
  usage: "<memberID> [options]",
  examples: [
    { what: "Say where a member has moved", line: "member update 8e9e05c52164694d --peer-urls=http://10.0.0.9:2380" },
  ],
  flags: { "peer-urls": text("", "comma separated peer URLs for the updated member.") },
  run: async (call) => {
    const [argument = ""] = expect(call.args, 1, "member ID is not provided");
    const ID = memberArgument(argument);
    const urls = call.flags["peer-urls"];
    if (urls === "") throw badArguments(NO_URLS);
    await withClient(call, async (client) => {
      show(memberUpdateAnswer(await client.rpc.cluster.memberUpdate({ ID, peerURLs: peerUrls(urls) }), ID), call);
    });
  },
});

export const memberList = command({
  usage: "",
  description:
    "Each line has the member's id, status, name, peer addresses, client addresses, and whether it is a learner.",
  examples: [{ what: "See who belongs to the cluster", line: "member list -w table" }],
  flags: { consistency: text("l", "Linearizable(l) or Serializable(s)", { choices: ["l", "s"] }) },
  run: async (call) => {
    const linearizable = !isSerializable(call.flags.consistency);
    await withClient(call, async (client) => {
      show(memberListAnswer(await client.rpc.cluster.memberList({ linearizable })), call);
    });
  },
});

export const memberRemove = changeOf("member remove 8e9e05c52164694d", "Remove a member for good", async (client, ID) =>
  memberRemoveAnswer(await client.rpc.cluster.memberRemove({ ID }), ID),
);

export const memberPromote = changeOf("member promote 8e9e05c52164694d", "Give a learner a vote", async (client, ID) =>
  memberPromoteAnswer(await client.rpc.cluster.memberPromote({ ID }), ID),
);

/** A command that needs nothing but a member. */
function changeOf(line: string, what: string, change: (client: Client, id: Id) => Promise<Answer>): Command {
  return command({
    usage: "<memberID>",
    examples: [{ what, line }],
    flags: {},
    run: async (call) => {
      const [argument = ""] = expect(call.args, 1, "member ID is not provided");
      const id = memberArgument(argument);
      await withClient(call, async (client) => show(await change(client, id), call));
    },
  });
}
