/** Says that the sender knows the cluster's token. */
export const TOKEN_HEADER = "keyval-cluster-token";
