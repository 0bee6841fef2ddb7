/**
 * What a principal can be allowed to do. Names are those of orthanc-team's authorization plugin where it has one, so
 * that people who come from it find theirs.
 */
export type Permission =
  | "view"
  | "download"
  | "upload"
  | "append"
  | "delete"
  | "modify"
  | "anonymize"
  | "send"
  | "q-r-remote-modalities"
  | "edit-labels"
  | "worklists"
  | "share"
  | "settings"
  | "audit-logs"
  | "admin-permissions"
  | "break-glass";

/** All of them, in the order in which they are shown. There is no wildcard: a role lists what it gives. */
export const PERMISSIONS: readonly Permission[] = [
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
];

/** The permission of that name, if there is one. */
export function permissionOf(name: string): Permission | undefined {
  for (const permission of PERMISSIONS) {
    if (permission === name) {
      return permission;
    }
  }
  return undefined;
}
