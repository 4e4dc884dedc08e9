import type { Command, Group, Leaf } from "../frame/command.js";
import { endpointFlags } from "./cluster/endpoint-flags.js";

function leaf(name: string, summary: string, load: () => Promise<Command>): Leaf {
  return { name, summary, load };
}

const keyValue: Group = {
  title: "Key-value commands",
  commands: [
    leaf("compaction", "Compacts the event history", async () => (await import("./kv/compaction.js")).compaction),
    leaf(
      "del",
      "Removes the specified key or range of keys [key, range_end)",
      async () => (await import("./kv/del.js")).del,
    ),
    leaf("get", "Gets the key or a range of keys", async () => (await import("./kv/get.js")).get),
    {
      name: "lease",
      summary: "Lease related commands",
      commands: [
        leaf("grant", "Creates leases", async () => (await import("./lease/grant.js")).grant),
        leaf("keep-alive", "Keeps leases alive (renew)", async () => (await import("./lease/keep-alive.js")).keepAlive),
        leaf("list", "List all active leases", async () => (await import("./lease/list.js")).list),
        leaf("revoke", "Revokes leases", async () => (await import("./lease/revoke.js")).revoke),
        leaf("timetolive", "Get lease information", async () => (await import("./lease/timetolive.js")).timetolive),
      ],
    },
    leaf("put", "Puts the given key into the store", async () => (await import("./kv/put.js")).put),
    leaf("txn", "Txn processes all the requests in one transaction", async () => (await import("./kv/txn.js")).txn),
    leaf("watch", "Watches events stream on keys or prefixes", async () => (await import("./kv/watch.js")).watch),
  ],
};

const maintenance: Group = {
  title: "Cluster maintenance commands",
  commands: [
    {
      name: "alarm",
      summary: "Alarm related commands",
      commands: [
        leaf("disarm", "Disarms all alarms", async () => (await import("./cluster/alarm.js")).alarmDisarm),
        leaf("list", "Lists all alarms", async () => (await import("./cluster/alarm.js")).alarmList),
      ],
    },
    leaf(
      "defrag",
      "Defragments the storage of the members with given endpoints",
      async () => (await import("./cluster/defrag.js")).defrag,
    ),
    {
      name: "downgrade",
      summary: "Downgrade related commands",
      commands: [
        leaf(
          "cancel",
          "Cancel the ongoing downgrade action to cluster",
          async () => (await import("./cluster/downgrade.js")).downgradeCancel,
        ),
        leaf(
          "enable",
          "Start a downgrade action to cluster",
          async () => (await import("./cluster/downgrade.js")).downgradeEnable,
        ),
        leaf(
          "validate",
          "Validate downgrade capability before starting downgrade",
          async () => (await import("./cluster/downgrade.js")).downgradeValidate,
        ),
      ],
    },
    {
      name: "endpoint",
      summary: "Endpoint related commands",
      flags: endpointFlags,
      commands: [
        leaf(
          "hashkv",
          "Prints the KV history hash for each endpoint in --endpoints",
          async () => (await import("./cluster/endpoint.js")).endpointHashKv,
        ),
        leaf(
          "health",
          "Checks the healthiness of endpoints specified in `--endpoints` flag",
          async () => (await import("./cluster/endpoint.js")).endpointHealth,
        ),
        leaf(
          "status",
          "Prints out the status of endpoints specified in `--endpoints` flag",
          async () => (await import("./cluster/endpoint.js")).endpointStatus,
        ),
      ],
    },
    {
      name: "member",
      summary: "Membership related commands",
      commands: [
        leaf("add", "Adds a member into the cluster", async () => (await import("./cluster/member.js")).memberAdd),
        leaf("list", "Lists all members in the cluster", async () => (await import("./cluster/member.js")).memberList),
        leaf(
          "promote",
          "Promotes a non-voting member in the cluster",
          async () => (await import("./cluster/member.js")).memberPromote,
        ),
        leaf(
          "remove",
          "Removes a member from the cluster",
          async () => (await import("./cluster/member.js")).memberRemove,
        ),
        leaf(
          "update",
          "Updates a member in the cluster",
          async () => (await import("./cluster/member.js")).memberUpdate,
        ),
      ],
    },
    leaf(
      "move-leader",
      "Transfers leadership to another cluster member",
      async () => (await import("./cluster/move-leader.js")).moveLeader,
    ),
    {
      name: "snapshot",
      summary: "Manages snapshots of members",
      commands: [
        leaf(
          "diff",
          "Lists the keys in which two snapshots differ",
          async () => (await import("./cluster/snapshot/diff.js")).snapshotDiff,
        ),
        leaf(
          "restore",
          "Makes the data directory of a new member of a snapshot",
          async () => (await import("./cluster/snapshot/restore.js")).snapshotRestore,
        ),
        leaf(
          "save",
          "Stores a snapshot of a member in a given file",
          async () => (await import("./cluster/snapshot/save.js")).snapshotSave,
        ),
        leaf(
          "status",
          "Checks a snapshot, and says what is in it",
          async () => (await import("./cluster/snapshot/status.js")).snapshotStatus,
        ),
      ],
    },
  ],
};

const concurrency: Group = {
  title: "Concurrency commands",
  commands: [
    leaf(
      "elect",
      "Observes and participates in leader election",
      async () => (await import("./concurrency/elect.js")).elect,
    ),
    leaf("lock", "Acquires a named lock", async () => (await import("./concurrency/lock.js")).lock),
  ],
};

const authentication: Group = {
  title: "Authentication commands",
  commands: [
    {
      name: "auth",
      summary: "Enable or disable authentication",
      commands: [
        leaf("disable", "Disables authentication", async () => (await import("./auth/auth.js")).authDisable),
        leaf("enable", "Enables authentication", async () => (await import("./auth/auth.js")).authEnable),
        leaf("status", "Returns authentication status", async () => (await import("./auth/auth.js")).authStatus),
      ],
    },
    {
      name: "role",
      summary: "Role related commands",
      commands: [
        leaf("add", "Adds a new role", async () => (await import("./auth/role.js")).roleAdd),
        leaf("delete", "Deletes a role", async () => (await import("./auth/role.js")).roleDelete),
        leaf("get", "Gets detailed information of a role", async () => (await import("./auth/role.js")).roleGet),
        leaf(
          "grant-permission",
          "Grants a key to a role",
          async () => (await import("./auth/role.js")).roleGrantPermission,
        ),
        leaf("list", "Lists all roles", async () => (await import("./auth/role.js")).roleList),
        leaf(
          "revoke-permission",
          "Revokes a key from a role",
          async () => (await import("./auth/role.js")).roleRevokePermission,
        ),
      ],
    },
    {
      name: "user",
      summary: "User related commands",
      commands: [
        leaf("add", "Adds a new user", async () => (await import("./auth/user.js")).userAdd),
        leaf("delete", "Deletes a user", async () => (await import("./auth/user.js")).userDelete),
        leaf("get", "Gets detailed information of a user", async () => (await import("./auth/user.js")).userGet),
        leaf("grant-role", "Grants a role to a user", async () => (await import("./auth/user.js")).userGrantRole),
        leaf("list", "Lists all users", async () => (await import("./auth/user.js")).userList),
        leaf("passwd", "Changes password of user", async () => (await import("./auth/user.js")).userPasswd),
        leaf("revoke-role", "Revokes a role from a user", async () => (await import("./auth/user.js")).userRevokeRole),
      ],
    },
  ],
};

const utility: Group = {
  title: "Utility commands",
  commands: [
    {
      name: "check",
      summary: "Commands for checking properties of the cluster",
      commands: [
        leaf(
          "datascale",
          "Check the memory usage of holding data for different workloads",
          async () => (await import("./utility/check-datascale.js")).checkDatascale,
        ),
        leaf(
          "perf",
          "Check the performance of the cluster",
          async () => (await import("./utility/check-perf.js")).checkPerf,
        ),
      ],
    },
    leaf("completion", "Generate completion script", async () => (await import("./utility/completion.js")).completion),
    {
      ...leaf("__complete", "Lists what could follow", async () => (await import("./utility/complete.js")).complete),
      isHidden: true,
    },
    leaf(
      "make-mirror",
      "Makes a mirror at the destination cluster",
      async () => (await import("./utility/make-mirror.js")).makeMirror,
    ),
    leaf("options", "Shows the flags of all commands", async () => (await import("./utility/options.js")).options),
    leaf("version", "Prints the version of kvctl", async () => (await import("./utility/version.js")).version),
  ],
};

/** KeyVal's own commands. */
const own: Group = {
  title: "Beyond etcdctl",
  commands: [
    leaf(
      "bench",
      "Measures puts, gets, watches or a mix of them",
      async () => (await import("./own/bench/bench.js")).bench,
    ),
    {
      name: "cluster",
      summary: "Clusters on this machine",
      commands: [
        leaf(
          "up",
          "Runs a cluster that keeps its data, with a prompt",
          async () => (await import("./own/dev/cluster-up.js")).clusterUp,
        ),
      ],
    },
    leaf(
      "dev",
      "Runs a cluster to play with: stop, pause, cut and heal its members",
      async () => (await import("./own/dev/dev.js")).dev,
    ),
    leaf(
      "doctor",
      "Examines members, network, disks, clocks and protection, with advice",
      async () => (await import("./own/doctor/doctor.js")).doctor,
    ),
    leaf(
      "log",
      "Prints the command log of a member as JSON lines, live or from its data directory",
      async () => (await import("./own/log/log.js")).log,
    ),
    leaf(
      "status",
      "Shows the cluster on one screen: what is wrong, and what to do",
      async () => (await import("./own/status/status.js")).status,
    ),
    leaf("top", "Follows what goes on in the cluster, live", async () => (await import("./own/top/top.js")).top),
  ],
};

/** All commands in the order of the help. KeyVal's own stand last: see `findCommand`. */
export const groups: readonly Group[] = [keyValue, maintenance, concurrency, authentication, utility, own];
