import type { AuthStore } from "./auth/auth-store.js";
import type { Keyspace } from "./keyspace/keyspace.js";
import type { Leases } from "./leases/leases.js";
import type { Alarms } from "./members/alarms.js";
import type { ClusterVersions } from "./members/cluster-versions.js";
import type { Members } from "./members/members.js";
import type { Sessions } from "./sessions/sessions.js";

/** All that commands change. */
export interface Tables extends SmallTables {
  readonly keyspace: Keyspace;
}

/** What is in memory alone, and written down whole at each checkpoint. */
export interface SmallTables {
  readonly leases: Leases;
  readonly auth: AuthStore;
  readonly sessions: Sessions;
  readonly alarms: Alarms;
  readonly members: Members;
  readonly versions: ClusterVersions;
}
