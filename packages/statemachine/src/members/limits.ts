/** As in etcd: each learner costs the leader as much as a voter, and makes nothing safer. */
export const LEARNERS_MAX = 1;

/** More than the members of any cluster have; an admin may raise alarms for whom it likes. */
export const ALARMS_MAX = 1_000;
