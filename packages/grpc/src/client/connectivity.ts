/**
 * - `idle`: there is no connection, and nobody needs one;
 * - `connecting`: one is being made;
 * - `ready`: calls can go;
 * - `failing`: no address could be reached; attempts go on, with growing pauses;
 * - `closed`: for good.
 */
export type Connectivity = "idle" | "connecting" | "ready" | "failing" | "closed";
