/**
 * What a principal can be allowed to do, in the order in which it is shown. Names are those of orthanc-team's
 * authorization plugin where it has one, so that people who come from it find theirs. There is no wildcard: a role
 * lists what it gives.
 */
export const PERMISSIONS = [
  "view",
  "download",
  "upload",
  "append",
  "delete",
  "modify",
  "anonymize",
  "send",
  "q-r-remote-modalities",
  "edit-labels",
  "worklists",
  "share",
  "settings",
  "audit-logs",
  "admin-permissions",
  "break-glass",
] as const;

/** What a principal can be allowed to do. */
export type Permission = (typeof PERMISSIONS)[number];

/** The permission of that name, if there is one. */
export function permissionOf(name: string): Permission | undefined {
  for (const permission of PERMISSIONS) {
    if (permission === name) {
      return permission;
    }
  }
  return undefined;
}
