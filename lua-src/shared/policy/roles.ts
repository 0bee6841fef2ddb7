import { PERMISSIONS, type Permission } from "./permissions";

/** A named set of permissions. */
export interface Role {
  readonly permissions: readonly Permission[];
  /** Which of its own words say what it is for; a built-in role's text stands in texts/. */
  readonly description?: string;
}

/** Roles by their names; a role that is in no such table gives nothing. */
export type Roles = Readonly<Record<string, Role | undefined>>;

/** The three that most installations need; pages offer them first. */
export const MAIN_ROLES = ["viewer", "contributor", "admin"] as const;

/** The others, which pages show under "more". */
export const MORE_ROLES = ["radiologist", "technologist", "researcher", "uploader", "auditor"] as const;

export const BUILT_IN_ROLES: Roles = {
  viewer: { permissions: ["view"] },
  contributor: { permissions: ["view", "download", "upload", "append"] },
  admin: { permissions: PERMISSIONS },
  radiologist: { permissions: ["view", "download", "append", "share", "break-glass"] },
  technologist: { permissions: ["view", "upload", "append", "edit-labels"] },
  researcher: { permissions: ["view", "download"] },
  uploader: { permissions: ["upload"] },
  auditor: { permissions: ["audit-logs"] },
};
