import { isSwitch, isTrue } from "./check-switches.js";
import { ConfigError } from "./config-error.js";

/** Those of etcd. What most of them turn on is so here, whatever they say, or tunes what is not there. */
const GATES: readonly string[] = [
  "AllAlpha",
  "AllBeta",
  "CompactHashCheck",
  "FastLeaseKeepAlive",
  "InitialCorruptCheck",
  "LeaseCheckpoint",
  "LeaseCheckpointPersist",
  "PriorityRequest",
  "SetMemberLocalAddr",
  "StopGRPCServiceOnDefrag",
  "TxnModeWriteWithSharedBuffer",
];

/** What these ask for does not exist: the address that other members are dialled from, in both. */
const MISSING: readonly string[] = ["AllAlpha", "SetMemberLocalAddr"];

/** `Name=true,Other=false`, as etcd takes it. */
export function checkFeatureGates(list: string): void {
  for (const gate of list.split(",").filter((one) => one !== "")) {
    const [name = "", value] = gate.split(/=(.*)/su).map((part) => part.trim());
    const flag = `--feature-gates=${gate}`;
    if (!GATES.includes(name)) throw new ConfigError(`${flag} names no feature that this server knows`);
    if (value === undefined || !isSwitch(value))
      throw new ConfigError(`${flag} has to be ${name}=true or ${name}=false`);
    if (MISSING.includes(name) && isTrue(value)) {
      throw new ConfigError(`${flag} is not supported yet, and the server does not start without what it asks for`);
    }
  }
}
