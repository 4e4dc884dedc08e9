import { PermissionType, type Permission, type UserState } from "@keyval/api";

/** The user that must exist while users are checked. */
export const ROOT_USER = "root";

/** Whoever has this role may do everything. It can be granted without being there. */
export const ROOT_ROLE = "root";

const EVERY_KEY = Uint8Array.of(0);

/** What the root role shows, whatever was granted to it. */
export const ROOT_PERMISSION: Permission = {
  permType: PermissionType.READWRITE,
  key: Uint8Array.of(),
  rangeEnd: EVERY_KEY,
};

export function hasRootRole(user: UserState): boolean {
  return user.roles.includes(ROOT_ROLE);
}
