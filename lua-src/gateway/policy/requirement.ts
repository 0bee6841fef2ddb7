import type { Permission } from "../../shared/policy/permissions";
import type { AdminTransaction } from "../admin/transaction";
import type { Transaction } from "../dicomweb/transaction";
import type { Route } from "../http/route";

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

const needs = (...anyOf: readonly Permission[]): Requirement => ({ anyOf, stepUp: false });
const needsLately = (...anyOf: readonly Permission[]): Requirement => ({ anyOf, stepUp: true });

const VIEW = needs("view");
const DOWNLOAD = needs("download");

/**
 * DICOMweb. One instance as a file is part of viewing: the viewer reads segmentations, structure sets and documents
 * that way. Whole series and studies as files are a download.
 */
const DICOMWEB: Readonly<Record<Transaction["kind"], Requirement>> = {
  SearchStudies: VIEW,
  SearchSeries: VIEW,
  SearchInstances: VIEW,
  RetrieveStudy: DOWNLOAD,
  RetrieveSeries: DOWNLOAD,
  RetrieveInstance: VIEW,
  RetrieveStudyMetadata: VIEW,
  RetrieveSeriesMetadata: VIEW,
  RetrieveInstanceMetadata: VIEW,
  RetrieveFrames: VIEW,
  RetrieveBulkData: VIEW,
  RetrieveRendered: VIEW,
  RetrieveThumbnail: VIEW,
  StoreInstances: needs("upload"),
};

/** Orthanc holds the instances to the study that the address names (PS3.18, section 10.5.1.1). */
const STORE_IN_STUDY = needs("append", "upload");

const EXPLORER = needs("settings");
/** Whoever opens Orthanc Explorer is asked there, rather than in the middle of a deletion. */
const EXPLORER_PAGE = needsLately("settings");

/** Changes that can't be undone, or that change what others may do. */
const STEP_UP: Readonly<Partial<Record<Permission, true>>> = {
  delete: true,
  settings: true,
  "admin-permissions": true,
};

function ofAdmin(transaction: AdminTransaction): Requirement {
  if (transaction.kind === "AdminEntrance") return EXPLORER;
  if (transaction.kind === "AdminAsset") return transaction.file === "explorer.html" ? EXPLORER_PAGE : EXPLORER;
  const { method, permission, also } = transaction;
  const requirement = { anyOf: [permission], stepUp: method !== "GET" && STEP_UP[permission] === true };
  return also === undefined ? requirement : { ...requirement, also };
}

/** What a route requires; every route has a requirement, and none is open to everybody. */
export function requirementOf(route: Route): Requirement {
  if (route.place === "pacs") {
    const { transaction } = route;
    const inStudy = transaction.kind === "StoreInstances" && transaction.study !== undefined;
    return inStudy ? STORE_IN_STUDY : DICOMWEB[transaction.kind];
  }
  if (route.place === "pacs-admin") return ofAdmin(route.transaction);
  if (route.place === "explorer-script") return EXPLORER;
  return route.place === "viewer" ? VIEW : route.page.requires;
}
