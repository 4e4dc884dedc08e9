import { bareHeader, CommandKind, MemberAddCommand, MemberAnnounceCommand } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { ServerConfig } from "../config/server-config.js";
import type { AppliedCommand } from "../node/index.js";
import { idOfHex } from "../rpc/hex-id.js";
import type { Member } from "./member.js";
import type { Storage } from "./open-storage.js";

/**
 * Tells the cluster who this member is in this run, through the log, and resolves when that is applied here: so it has applied
 * everything from before as well, and never answers from a store that is not filled yet.
 */
export async function announce(member: Member, storage: Storage, config: ServerConfig): Promise<void> {
  const ID = idOfHex(storage.identity.member);
  const { name, advertisedPeerUrls: peerURLs, advertisedClientUrls: clientURLs } = config;
  // A member of the beginning is not in the table before it says so itself; later it is there already.
  const added = MemberAddCommand.encode({ ID, peerURLs, isLearner: false });
  await submitted(member, CommandKind.memberAdd, added);
  const incarnation = idOfHex(storage.identity.incarnation);
  const announced = MemberAnnounceCommand.encode({ ID, name, clientURLs, incarnation });
  const refusal = await submitted(member, CommandKind.memberAnnounce, announced);
  if (refusal !== undefined) {
    const what = "if its data directory was lost, remove the member and add it again";
    throw new Error(`the cluster does not take this member back (${refusal}): ${what}`);
  }
}

/** Tried again until somebody leads; the answer is why it was refused. */
function submitted({ submissions }: Member, kind: CommandKind, body: Uint8Array): Promise<string | undefined> {
  return new Promise((resolve) => {
    const submit = (): void => {
      submissions.submit(bareHeader(kind), body, ({ error, result }) => {
        if (error === "stopped") resolve(undefined);
        else if (error !== undefined) setImmediate(submit);
        else resolve(refusalOf(result));
      });
    };
    submit();
  });
}

function refusalOf(applied: unknown): string | undefined {
  const { result } = applied as AppliedCommand;
  return result instanceof Refusal ? result.error : undefined;
}
