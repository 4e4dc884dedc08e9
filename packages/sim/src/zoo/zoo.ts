import { contestBugs } from "./bugs/contests.js";
import { electionBugs } from "./bugs/elections.js";
import { engineBugs } from "./bugs/engine.js";
import { keyspaceCommandBugs } from "./bugs/keyspace-commands.js";
import { keyspaceLeaseBugs } from "./bugs/keyspace-leases.js";
import { keyspaceWatchBugs } from "./bugs/keyspace-watches.js";
import { memberListBugs } from "./bugs/member-lists.js";
import { membershipBugs } from "./bugs/membership.js";
import { readBugs } from "./bugs/reads.js";
import { replicationBugs } from "./bugs/replication.js";
import { serverBugs } from "./bugs/server.js";
import { storageBugs } from "./bugs/storage.js";
import type { ZooBug } from "./zoo-bug.js";

export const zoo: readonly ZooBug[] = [
  ...electionBugs,
  ...replicationBugs,
  ...readBugs,
  ...membershipBugs,
  ...storageBugs,
  ...engineBugs,
  ...serverBugs,
  ...keyspaceCommandBugs,
  ...keyspaceLeaseBugs,
  ...keyspaceWatchBugs,
  ...contestBugs,
  ...memberListBugs,
];
