/**
 * What a request may ask for at most. Where etcd has a flag, this is its default; the server hands its own values to
 * those who check. Clients of etcd rely on these: they split what is larger.
 */

/** Of a request as it stands on the wire: each is copied into the log of every member. etcd's `--max-request-bytes`. */
export const REQUEST_BYTES_MAX = 1_572_864;

/** Beyond that the transport refuses a message unread; in between it is read, and refused with etcd's own error. */
export const REQUEST_SLACK_BYTES = 524_288;

/** Compares, and operations of either branch, of a transaction; those inside it get what is left. `--max-txn-ops`. */
export const TXN_OPS_MAX = 128;

/**
 * Messages that hold their own kind (a transaction within a transaction) may do so as deep as this. Half of it are levels
 * of transactions, more than the operations that one may have by default; reading them stays far from the stack's end.
 */
export const MESSAGE_DEPTH_MAX = 1000;

/** A shorter lease could run out before its client hears of a change of leader. What asks for less gets this. */
export const LEASE_TTL_SECONDS_MIN = 2;

/** Some 285 years: in nanoseconds it is still an int64. What asks for more gets an error. */
export const LEASE_TTL_SECONDS_MAX = 9_000_000_000;

/** Events of a revision that take more go in several responses, if the client asked for that: as large as a request. */
export const WATCH_FRAGMENT_BYTES = REQUEST_BYTES_MAX;

/** Of a snapshot in a message: small enough to lie between other calls' frames. */
export const SNAPSHOT_BLOB_BYTES = 32_768;

/** The body of a snapshot is a multiple of this, the sector that bbolt counts in: etcdctl checks it before it saves. */
export const SNAPSHOT_ALIGNMENT_BYTES = 512;

/** Live bytes of a store before it takes no more. `--quota-backend-bytes`. */
export const QUOTA_BYTES = 2_147_483_648;

/** Each learner is sent everything by the leader and adds nothing to safety. */
export const LEARNERS_MAX = 1;
