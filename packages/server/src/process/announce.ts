import { bareHeader, CommandKind, MemberAddCommand, MemberAnnounceCommand } from "@keyval/api";
import type { ServerConfig } from "../config/server-config.js";
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
  await submitted(
    member,
    CommandKind.memberAnnounce,
    MemberAnnounceCommand.encode({ ID, name, clientURLs, incarnation }),
  );
}

/** Tried again until somebody leads. */
function submitted({ submissions }: Member, kind: CommandKind, body: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const submit = (): void => {
      submissions.submit(bareHeader(kind), body, ({ error }) => {
        if (error === undefined || error === "stopped") resolve();
        else setImmediate(submit);
      });
    };
    submit();
  });
}
