import type { Permission } from "../../shared/policy/permissions";

/** What a request asks of whoever sends it. */
export interface Requirement {
  /** One of these is enough; none: any person may, for what is a person's own. */
  readonly anyOf: readonly Permission[];
  /** Needed besides. */
  readonly also?: Permission;
  /** Whether the password must have been given lately (step-up). */
  readonly stepUp: boolean;
  /** Whether only a person with a session may, and no API token. */
  readonly personOnly?: true;
  /** Whether a person may whose first password is due to be changed. */
  readonly firstPassword?: true;
}

/** One of these permissions. */
export const needs = (...anyOf: readonly Permission[]): Requirement => ({ anyOf, stepUp: false });
/** The same, and the password lately. */
export const needsLately = (...anyOf: readonly Permission[]): Requirement => ({ anyOf, stepUp: true });
