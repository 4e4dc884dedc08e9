import { FIRST_LEVEL } from "@keyval/api";
import type { Tables } from "../tables.js";
import { type Digest, Digester } from "./digest.js";

/** A part of the state that the hash covers, from the level on with which it came. */
export interface HashedPart {
  readonly since: number;
  readonly hashOf: (tables: Tables) => Digest;
}

/** All that members have in common after the same commands. */
export const hashedParts: readonly HashedPart[] = [
  { since: FIRST_LEVEL, hashOf: ({ keyspace }) => keyspace.hash },
  { since: FIRST_LEVEL, hashOf: revisionsHash },
  { since: FIRST_LEVEL, hashOf: ({ leases }) => leases.hash },
  { since: FIRST_LEVEL, hashOf: ({ auth }) => auth.hash },
  { since: FIRST_LEVEL, hashOf: ({ sessions }) => sessions.hash },
  { since: FIRST_LEVEL, hashOf: ({ alarms }) => alarms.hash },
  { since: FIRST_LEVEL, hashOf: ({ members }) => members.hash },
  { since: FIRST_LEVEL, hashOf: ({ versions }) => versions.hash },
  // Programs from before there were levels keep none.
  { since: FIRST_LEVEL + 1, hashOf: ({ members }) => members.levelsHash },
];

function revisionsHash({ keyspace }: Tables): Digest {
  const digester = new Digester();
  digester.number(keyspace.revision);
  digester.number(keyspace.compactRevision + 1);
  return digester.finish();
}
