/**
 * How much of Orthanc's memory a request takes, depending on what it asks for: a multiple of the largest file, and of
 * the largest decoded frame if one is drawn. Measured with files of 126 and 300 MB in native encodings and a frame of
 * 288 MB in RLE.
 *
 * @module
 */
import { ARCHIVE_BYTES_PER_ELEMENT_TOLD } from "../../shared/settings/size";
import type { Place, Sizes } from "../archive/sizes";

/** The factors of a request's weight. */
export interface Work {
  readonly place: Place;
  /** How many times Orthanc has a file in memory. */
  readonly files: number;
  /** How many times it has a decoded frame of the file in memory. */
  readonly frames: number;
  /** How many files it loads at once: four threads read the metadata of a series. */
  readonly together: number;
  /** Whether it describes the elements, or looks a few up in a description of all. */
  readonly tells: boolean;
}

const DRAWN = { files: 2, frames: 2.5, together: 1, tells: true };
const READ = { files: 2, frames: 0, together: 1, tells: true };
const READ_BY_FOUR = { files: 2, frames: 0, together: 4, tells: true };
const SENT = { files: 3, frames: 0, together: 1, tells: false };
/** If the answer has the pixels in another representation than the file, Orthanc converts the whole file. */
const CONVERTED = { files: 4, frames: 0, together: 1, tells: true };

/** The factors without the place: they are the same for all files. */
export type Cost = Omit<Work, "place">;

const COST_OF_ADMIN: Readonly<Record<string, Cost | undefined>> = {
  preview: DRAWN,
  file: READ,
  data: READ,
  pdf: READ,
  frames: READ,
  tags: READ,
  header: READ,
  anonymize: SENT,
};

/** The cost of what is requested of an instance; `rest` is the path behind its UID. */
function costOfInstance(rest: string): Cost | undefined {
  const [drawn] = string.match(rest, "/(%l+)$");
  if (rest === "") return SENT;
  if (drawn === "rendered" || drawn === "thumbnail") return DRAWN;
  if (drawn === "metadata") return READ;
  return CONVERTED;
}

function costOfMany(rest: string): Cost | undefined {
  if (rest === "") return SENT;
  if (rest === "/metadata") return READ_BY_FOUR;
  return rest === "/rendered" || rest === "/thumbnail" ? DRAWN : undefined;
}

function dicomwebWork(path: string): Work | undefined {
  const [study, below] = string.match(path, "^/dicom%-web/studies/([%d.]+)(.*)$");
  if (study === undefined || below === undefined) return undefined;
  const [series, inSeries] = string.match(below, "^/series/([%d.]+)(.*)$");
  const [instance, inInstance] = string.match(inSeries ?? "", "^/instances/([%d.]+)(.*)$");
  const cost = instance === undefined ? costOfMany(inSeries ?? below) : costOfInstance(inInstance ?? "");
  return cost === undefined ? undefined : { place: { study, series, instance }, ...cost };
}

const PARENTS: Readonly<Record<string, "ParentPatient" | "ParentStudy" | "ParentSeries" | undefined>> = {
  patients: "ParentPatient",
  studies: "ParentStudy",
  series: "ParentSeries",
};

function adminWork(path: string): Work | undefined {
  const [level, id, what] = string.match(path, "^/(%l+)/([%x-]+)/(%l+)$");
  const parent = PARENTS[level ?? ""];
  if (parent === undefined || id === undefined) return undefined;
  if (what === "archive" || what === "media") return { place: { parent, id }, ...READ };
  return what === "anonymize" ? { place: { parent, id }, ...SENT } : undefined;
}

/** The work of a request, by its path at Orthanc, without the query; undefined if it needs no file as a whole. */
export function workOf(path: string): Work | undefined {
  return dicomwebWork(path) ?? adminWork(path);
}

/**
 * The instance whose file a request of the administration loads, a download or a picture: its identifier in Orthanc,
 * and the cost. undefined if the request loads none.
 */
export function adminInstance(path: string): { readonly id: string; readonly cost: Cost } | undefined {
  const [id, what] = string.match(path, "^/instances/([%x-]+)/(.+)$");
  // Pattern: at most 512 bytes.
  const [last = ""] = string.match(string.sub(what ?? "", -512), "(%l+)$");
  const cost = COST_OF_ADMIN[last];
  return id === undefined || cost === undefined ? undefined : { id, cost };
}

/** The bytes of Orthanc's memory that a request takes, by its cost and the sizes of its files. */
export function weightOf({ files, frames, together, tells }: Cost, sizes: Sizes): number {
  const { sum, file, frame, allElements, elements } = sizes;
  const told = tells ? ARCHIVE_BYTES_PER_ELEMENT_TOLD * Math.min(allElements, together * elements) : 0;
  return Math.ceil(files * Math.min(sum, together * file) + frames * frame + told);
}
