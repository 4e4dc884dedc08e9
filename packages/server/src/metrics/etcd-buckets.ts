import { exponential } from "./histogram.js";

/** Bounds as etcd has them, so that its dashboards and alerts find the buckets that they ask for. */

/** From a millisecond to 8 seconds. */
export const SECONDS = exponential(0.001, 2, 14);

/** From a tenth of a millisecond to 52 seconds. */
export const FINE_SECONDS = exponential(0.0001, 2, 20);

/** For what may take minutes. */
export const LONG_SECONDS = exponential(0.1, 2, 10);

/** Pauses. */
export const PAUSE_MILLISECONDS = exponential(1, 2, 13);

/** Whole compactions. */
export const COMPACTION_MILLISECONDS = exponential(100, 2, 14);

/** Lives of leases, in seconds: up to 97 days. */
export const LEASE_SECONDS = exponential(1, 2, 24);

/** As gRPC's own metrics have them. */
export const CALL_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Bounds of our own for what is expected to take well below a millisecond. */
export const SHORT_SECONDS = exponential(0.00005, 2, 16);
