/**
 * What is true of a transaction besides its grammar: one row for each. The rows of DICOMweb are here, those of the
 * administration follow from its table in `shared/policy/admin-routes.ts`. Whatever depends on a transaction reads its
 * row and guesses nothing from a path: the policy reads what it requires, nginx which inner server takes it and which
 * kind of work it is, and the cache whether its answer may be cached.
 *
 * @module
 */
import type { AdminRoute, AdminServer, AdminWork } from "../../shared/policy/admin-routes";
import type { Permission } from "../../shared/policy/permissions";
import type { AdminTransaction } from "../admin/transaction";
import { NEWEST_FIRST } from "../dicomweb/search-build";
import type { Transaction } from "../dicomweb/transaction";
import { needs, needsLately, type Requirement } from "../policy/needs";
import { refuse, type Refusal } from "../http/refusal";

/** What the archive's statuses 400 and 500 mean: it gives no more than a status. */
export interface Failures {
  readonly status400: Refusal;
  readonly status500: Refusal;
}

/** The properties of a transaction. */
export interface Row {
  readonly requires: Requirement;
  /** The inner server that takes it: nginx/servers/inner-<name>.conf. */
  readonly server: AdminServer | "frames" | "player" | "searches" | "store";
  /** The kind of work that it is for the archive (`queue/kinds.ts`). An upload takes a slot for each of its parts. */
  readonly work: AdminWork | "long-search" | "upload";
  /** Whether its answer may be cached. */
  readonly cached: boolean;
  /**
   * Whether nginx cuts ranges out of its answer. All other answers are sent whole: ranges of multipart are of no use.
   */
  readonly ranged: boolean;
  readonly failures: Failures;
}

export const NOT_DRAWN = refuse(
  400,
  "not-drawn",
  "The archive cannot draw a picture of this object; its frames or the file itself can be retrieved.",
);
/** The archive does not say whether there is no such frame, or whether it can't extract it. */
const NOT_CUT = refuse(
  400,
  "frame-not-cut",
  "The archive can cut no such frame out of this object; its bulk data and the file itself can be retrieved.",
);
const REFUSED = refuse(
  400,
  "archive-refused",
  "The archive cannot do this with this object; the file itself can be retrieved.",
);
const FAILED = refuse(
  500,
  "archive-failed",
  "The archive failed at this request; its log says why. Single instances or the file itself may be retrieved all the same.",
);

/** If Orthanc fails to read an object's pixels, it answers 500, and will do so again: the object is at fault. */
const OF_PICTURE: Failures = { status400: NOT_DRAWN, status500: NOT_DRAWN };
const OF_FRAMES: Failures = { status400: NOT_CUT, status500: REFUSED };
export const OF_OTHERS: Failures = { status400: REFUSED, status500: FAILED };

export const VIEW = needs("view");
const DOWNLOAD = needs("download");

const LIGHT = { server: "archive", work: "light", cached: true, ranged: false, failures: OF_OTHERS } as const;
const HEAVY = { ...LIGHT, work: "heavy" } as const;
const FILE = { ...HEAVY, cached: false } as const;
const PICTURE = { ...LIGHT, ranged: true, failures: OF_PICTURE } as const;
const SEARCH = { ...LIGHT, requires: VIEW, work: "search" } as const;
const UPLOAD = { ...LIGHT, server: "store", work: "upload", cached: false } as const;

/**
 * DICOMweb (PS3.18). One instance as a file is part of viewing: the viewer reads segmentations, structure sets and
 * documents that way. Whole series and studies as files are a download. Answers in XML are never cached (cache/key.ts).
 */
const DICOMWEB: Readonly<Record<Transaction["kind"], Row>> = {
  SearchStudies: SEARCH,
  SearchSeries: SEARCH,
  SearchInstances: SEARCH,
  RetrieveStudy: { ...FILE, requires: DOWNLOAD },
  RetrieveSeries: { ...FILE, requires: DOWNLOAD },
  RetrieveInstance: { ...FILE, requires: VIEW },
  RetrieveStudyMetadata: { ...HEAVY, requires: VIEW },
  RetrieveSeriesMetadata: { ...HEAVY, requires: VIEW },
  RetrieveInstanceMetadata: { ...LIGHT, requires: VIEW },
  RetrieveFrames: { ...LIGHT, requires: VIEW, server: "frames", ranged: true, failures: OF_FRAMES },
  RetrieveBulkData: { ...LIGHT, requires: VIEW },
  RetrieveRendered: { ...PICTURE, requires: VIEW },
  RetrieveThumbnail: { ...PICTURE, requires: VIEW },
  StoreInstances: { ...UPLOAD, requires: needs("upload") },
};

/**
 * A search that the gateway does itself: for studies, which it lists newest first, or by a value that Orthanc's index
 * does not have or does not look into.
 */
const OWN_SEARCH: Row = { ...SEARCH, server: "searches" };
/** One that may have to go through all of the archive: in another order, by the words of a name, or beyond the index. */
const LONG_SEARCH: Row = { ...OWN_SEARCH, work: "long-search" };
/** A whole instance, rendered: a picture, or the PDF or video that is stored in it. */
const RENDERED_INSTANCE: Row = { ...PICTURE, requires: VIEW, server: "player", work: "heavy" };
/** One instance by itself: the bytes of its file, read as those of frames are. */
const ONE_FILE: Row = { ...FILE, requires: VIEW, server: "frames" };
/** Instances for the study in the address (PS3.18, section 10.5.1.1): the gateway refuses those of another study. */
const STORE_IN_STUDY: Row = { ...UPLOAD, requires: needs("append", "upload") };

/** The row of a DICOMweb transaction. */
export function dicomwebRow(t: Transaction): Row {
  // No `switch`: it becomes a loop in Lua, and LuaJIT compiles nothing that leads to one.
  if (t.kind === "SearchStudies" || t.kind === "SearchSeries" || t.kind === "SearchInstances") {
    const { isBeyondIndex, requests, anyOrder, orderBy } = t.query;
    if (isBeyondIndex || requests !== undefined) return LONG_SEARCH;
    if (t.kind !== "SearchStudies" || t.mediaType !== "application/dicom+json") return SEARCH;
    return anyOrder || (orderBy ?? NEWEST_FIRST) !== NEWEST_FIRST ? LONG_SEARCH : OWN_SEARCH;
  }
  if (t.kind === "RetrieveRendered" && t.instance !== undefined && t.frame === undefined) return RENDERED_INSTANCE;
  if (t.kind === "StoreInstances" && t.study !== undefined) return STORE_IN_STUDY;
  if (t.kind === "RetrieveInstance" && t.isSingle === true) return ONE_FILE;
  return DICOMWEB[t.kind];
}

/**
 * What Orthanc Explorer requires. Its page requires the step-up too, so that it does not come in the middle of a
 * deletion.
 */
export const EXPLORER = needs("settings");
const EXPLORER_PAGE = needsLately("settings");

const ADMIN = { ...LIGHT, cached: false } as const;
const EXPLORER_FILE: Row = { ...ADMIN, requires: EXPLORER };
const EXPLORER_ENTRY: Row = { ...ADMIN, requires: EXPLORER_PAGE };

/** Permissions whose changes require the step-up: they can't be undone, or change what others may do. */
const STEP_UP: Readonly<Partial<Record<Permission, true>>> = {
  delete: true,
  settings: true,
  "admin-permissions": true,
};

function adminRequirement({ method, permission, also }: AdminRoute): Requirement {
  const requirement = { anyOf: [permission], stepUp: method !== "GET" && STEP_UP[permission] === true };
  return also === undefined ? requirement : { ...requirement, also };
}

/** The row of an administration transaction. */
export function adminRow(t: AdminTransaction): Row {
  if (t.kind === "AdminEntrance") return EXPLORER_FILE;
  if (t.kind === "AdminAsset") return t.file === "explorer.html" ? EXPLORER_ENTRY : EXPLORER_FILE;
  const { server, work, isPicture } = t.row;
  const failures = isPicture ? OF_PICTURE : OF_OTHERS;
  return { requires: adminRequirement(t.row), server, work, cached: false, ranged: false, failures };
}
