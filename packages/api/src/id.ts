/**
 * A 64-bit number that is compared and never counted with: of a lease, a member, a cluster, a watch. A `number` where it is
 * a safe integer and a `bigint` only beyond that, so that each has one form, `===` and the keys of a `Map` compare exactly,
 * and ids as KeyVal chooses them cost no bigint.
 */
export type Id = number | bigint;
