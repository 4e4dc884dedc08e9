import { NOBODY, type Role, type SoftState } from "@keyval/raft";

/** What happened to a replica since its process began. */
export class GroupCounts {
  /** How often another leader was found, itself as well. */
  leaderChanges = 0;
  readonly roles: Record<Role, number> = { follower: 0, preCandidate: 0, candidate: 0, leader: 0 };
  /** States of other replicas that were found equal to the own one at the same index. */
  statesEqual = 0;
  /** And those that were not. */
  statesUnequal = 0;
  snapshotsSaved = 0;
  snapshotsInstalled = 0;
  /** For how long its process listened to nobody, in turns that were long. */
  busyMs = 0;

  became({ role, leader }: SoftState, before: SoftState): void {
    if (role !== before.role) this.roles[role] += 1;
    if (leader !== NOBODY && leader !== before.leader) this.leaderChanges += 1;
  }
}
