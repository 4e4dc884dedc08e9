import { bareHeader, ClusterVersionCommand, CommandKind, MemberAddCommand, MemberAnnounceCommand } from "@keyval/api";
import type { ErrorName, Init } from "@keyval/api";
import { type ClusterVersions, Refusal } from "@keyval/statemachine";
import type { AppliedCommand, Submissions } from "../node/index.js";

export interface AnnounceOptions {
  readonly submissions: Pick<Submissions, "submit">;
  readonly announcement: Init<MemberAnnounceCommand>;
  readonly peerURLs: readonly string[];
  /** The other members of the beginning that the table lacks: they may not have started yet. */
  readonly founders?: readonly Init<MemberAddCommand>[];
  readonly versions: () => Pick<ClusterVersions, "clusterVersion">;
  /** What the cluster's version is to be if nobody has decided it yet: nobody is served before that is done. */
  readonly clusterVersion: string;
  /** Calls back in a later turn. */
  readonly later: (run: () => void) => void;
}

/**
 * Tells the cluster who this member is in this run, through the log, and calls back when that is applied here: so it has
 * applied everything from before as well, and never answers from a store that is not filled yet. The answer is why it was
 * refused.
 */
export function announce(options: AnnounceOptions, done: (refusal: ErrorName | undefined) => void): void {
  const { announcement, peerURLs, founders = [], versions, clusterVersion } = options;
  // A member of the beginning is not in the table before somebody says so; later it is there already.
  const additions = [...founders, { ID: announcement.ID ?? 0, peerURLs, isLearner: false }];
  const next = (): void => {
    const addition = additions.shift();
    if (addition !== undefined) submit(options, CommandKind.memberAdd, MemberAddCommand.encode(addition), next);
    else submit(options, CommandKind.memberAnnounce, MemberAnnounceCommand.encode(announcement), announced);
  };
  const announced = (refusal: ErrorName | undefined): void => {
    if (refusal !== undefined || versions().clusterVersion !== "") done(refusal);
    else
      submit(options, CommandKind.clusterVersion, ClusterVersionCommand.encode({ version: clusterVersion }), decided);
  };
  // Refused is what another one has decided meanwhile.
  const decided = (refusal: ErrorName | undefined): void => {
    done(refusal === "stopped" ? refusal : undefined);
  };
  next();
}

/** Tried again until somebody leads. */
function submit(
  options: AnnounceOptions,
  kind: CommandKind,
  body: Uint8Array,
  done: (refusal: ErrorName | undefined) => void,
): void {
  const { submissions, later } = options;
  submissions.submit(bareHeader(kind), body, ({ error, result }) => {
    if (error === "stopped") done(error);
    else if (error === undefined) done(refusalOf(result));
    else {
      later(() => {
        submit(options, kind, body, done);
      });
    }
  });
}

function refusalOf(applied: unknown): ErrorName | undefined {
  const { result } = applied as AppliedCommand;
  return result instanceof Refusal ? result.error : undefined;
}
