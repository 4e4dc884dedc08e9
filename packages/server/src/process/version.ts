/** This program, in its files and for whoever asks. */
export const KEYVAL_VERSION = "0.1.0";

/** The version of etcd's API that is spoken: clients and tools look for it. */
export const ETCD_VERSION = "3.7.1";
export const ETCD_CLUSTER_VERSION = "3.7.0";
export const ETCD_STORAGE_VERSION = "3.7.0";

export const WRITER = `keyval ${KEYVAL_VERSION}`;
