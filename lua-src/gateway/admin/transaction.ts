/**
 * Every request that `/pacs-admin` serves: the page, files and REST calls of Orthanc Explorer 1.13, and no more.
 * Paths and queries are made of values that the route's grammar has read.
 */

import type { AdminRoute } from "../../shared/policy/admin-routes";

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
  /** Its row in the table of routes. */
  readonly row: AdminRoute;
  /** Segments of Orthanc's path. */
  readonly path: readonly string[];
  readonly query: readonly AdminParameter[];
}

export type AdminTransaction = AdminEntrance | AdminAsset | AdminRequest;
