import { type ModelKeys, textOf } from "@keyval/statemachine/model";
import { described } from "./call-name.js";
import type { CallKind, CallMessages } from "./history.js";
import type { Replay } from "./replay.js";

type ContestKind = "lock" | "unlock" | "campaign" | "resign" | "leader";

/** What is wrong with what was answered, given the keys at the revision of its header, and those when the client had it. */
type Judge<Kind extends CallKind> = (
  request: CallMessages[Kind]["request"],
  reply: CallMessages[Kind]["reply"],
  then: ModelKeys,
  now: ModelKeys,
) => string | undefined;

const JUDGES: { readonly [Kind in ContestKind]: Judge<Kind> } = {
  lock: ({ name, lease }, { key }, then) => {
    const claim = then.get(textOf(key));
    if (claim?.lease !== lease) return `is told of ${textOf(key)}, which is no claim of lease ${lease}`;
    return wrongClaim(textOf(name), claim.create, then);
  },
  // Its header is that of the claim; older ones may have gone since then.
  campaign: ({ name }, { leader }, then, now) => {
    const claim = then.get(textOf(leader?.key ?? name));
    if (claim === undefined || claim.create !== leader?.rev) return "is told of a claim that is not there";
    return wrongClaim(textOf(name), claim.create, now);
  },
  leader: ({ name }, { kv }, then) => {
    const claim = then.get(textOf(kv?.key ?? name));
    if (claim === undefined || claim.mod !== kv?.modRevision) return "is told of a claim that is not there";
    return wrongClaim(textOf(name), claim.create, then);
  },
  unlock: ({ key }, _, then) => (then.has(textOf(key)) ? `leaves ${textOf(key)}` : undefined),
  resign: ({ leader }, _, then) => {
    const claim = leader && then.get(textOf(leader.key));
    return claim !== undefined && claim.create === leader?.rev ? `leaves ${claim.key}` : undefined;
  },
};

/**
 * Who is told that it has a lock, or leads, has a claim that is older than all others; who asks for the leader is told of that
 * one; and who is told that it gave its claim up has it no more.
 */
export function contestChecker({ run, model, revisions }: Replay): string | undefined {
  for (const call of run.calls) {
    const { kind, request, outcome, end } = call;
    if (!isContest(kind) || outcome.kind !== "reply" || end === undefined) continue;
    const revision = outcome.reply.header?.revision ?? 0;
    const newest = revisions.at(end) ?? 1;
    if (revision > newest) return `${described(call)} is at revision ${revision}, while nobody was beyond ${newest}`;
    const judge = JUDGES[kind] as Judge<CallKind>;
    const sentence = judge(request, outcome.reply, model.keysAt(revision), model.keysAt(newest));
    if (sentence !== undefined) return `${described(call)} ${sentence}`;
  }
  return undefined;
}

function isContest(kind: CallKind): kind is ContestKind {
  return kind in JUDGES;
}

/** The oldest claim under a name has what is contended for. */
function wrongClaim(name: string, create: number, keys: ModelKeys): string | undefined {
  const older = [...keys.values()].find((claim) => claim.key.startsWith(`${name}/`) && claim.create < create);
  return older && `has a claim of ${create}, and ${older.key} is of ${older.create}`;
}
