/**
 * Every request that `/pacs-admin` serves: the page, files and REST calls of Orthanc Explorer 1.13, and no more.
 * Paths and queries are made of values that the route's grammar has read.
 */

import type { AdminBody } from "../../shared/policy/admin-routes";
import type { Permission } from "../../shared/policy/permissions";
import type { Method } from "../../shared/policy/route-table";

export interface AdminParameter {
  readonly key: string;
  /** Undefined where the key stands alone (`?expand`). */
  readonly value: number | undefined;
}

/** `/pacs-admin` or `/pacs-admin/`: the caller redirects to the page. */
export interface AdminEntrance {
  readonly kind: "AdminEntrance";
}

/** A file of the page. */
export interface AdminAsset {
  readonly kind: "AdminAsset";
  /** Below Orthanc's `/app/`, e.g. `libs/jquery.min.js`. */
  readonly file: string;
}

export interface AdminRequest {
  readonly kind: "AdminRequest";
  readonly method: Method;
  /** The route's template, e.g. `/studies/{id}/archive`: for logs, without a patient's data. */
  readonly route: string;
  readonly permission: Permission;
  /** Needed besides. */
  readonly also?: Permission;
  /** Segments of Orthanc's path. */
  readonly path: readonly string[];
  readonly query: readonly AdminParameter[];
  readonly body: AdminBody;
  /** Whether the answer is JSON; other answers are files, images or text. */
  readonly json: boolean;
}

export type AdminTransaction = AdminEntrance | AdminAsset | AdminRequest;
