import { toggle } from "../../frame/flag.js";

/** Of the commands that ask one endpoint after the other. */
export const endpointFlags = { cluster: toggle("use all endpoints from the cluster member list") };
