import type { Status } from "@keyval/raft";

/** Whether nothing happened in between that anybody who watches the replica looks at. Most steps leave it as it was. */
export function standAlike(one: Status, other: Status): boolean {
  return (
    one.committed === other.committed &&
    one.lastIndex === other.lastIndex &&
    one.term === other.term &&
    one.role === other.role &&
    one.base === other.base &&
    one.asleep === other.asleep &&
    one.configurationIndex === other.configurationIndex &&
    one.configuration === other.configuration
  );
}
