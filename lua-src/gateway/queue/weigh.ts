/**
 * How much of Orthanc's memory a request takes, by what it is: measured with files of 126 and 300 MB in native encodings
 * and a frame of 288 MB in RLE, each as a multiple of the largest file, and of the largest decoded frame where one is
 * drawn.
 *
 * @module
 */
import { ARCHIVE_BYTES_PER_ELEMENT_TOLD } from "../../shared/settings/size";
import type { Place, Sizes } from "../archive/sizes";

/** What of a request counts. */
export interface Work {
  readonly place: Place;
  /** How many times a file is in memory. */
  readonly files: number;
  /** How many times a frame of it is, decoded. */
  readonly frames: number;
  /** How many files at once; of a series' metadata four threads read. */
  readonly together: number;
  /** Whether Orthanc tells of the elements, or makes a text of them to look a few up. */
  readonly tells: boolean;
}

const DRAWN = { files: 2, frames: 2.5, together: 1, tells: true };
const READ = { files: 2, frames: 0, together: 1, tells: true };
const READ_BY_FOUR = { files: 2, frames: 0, together: 4, tells: true };
const SENT = { files: 3, frames: 0, together: 1, tells: false };
/** Where the pixels are not as the answer has them, Orthanc converts all of a file. */
const CONVERTED = { files: 4, frames: 0, together: 1, tells: true };

/** The same wherever the files are. */
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

/** What of an instance is asked for, behind its UID: the first word, and for frames the last one too. */
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

/** What a request asks of files; undefined where it needs none of them as a whole. `path` is Orthanc's, without query. */
export function workOf(path: string): Work | undefined {
  return dicomwebWork(path) ?? adminWork(path);
}

/** What of an instance under Orthanc's own identifier loads its file: the administration's downloads and pictures. */
export function adminInstance(path: string): { readonly id: string; readonly cost: Cost } | undefined {
  const [id, what] = string.match(path, "^/instances/([%x-]+)/(.+)$");
  // Pattern: at most 512 bytes.
  const [last = ""] = string.match(string.sub(what ?? "", -512), "(%l+)$");
  const cost = COST_OF_ADMIN[last];
  return id === undefined || cost === undefined ? undefined : { id, cost };
}

/** The bytes of Orthanc's memory that a cost comes to. */
export function weightOf({ files, frames, together, tells }: Cost, sizes: Sizes): number {
  const { sum, file, frame, allElements, elements } = sizes;
  const told = tells ? ARCHIVE_BYTES_PER_ELEMENT_TOLD * Math.min(allElements, together * elements) : 0;
  return Math.ceil(files * Math.min(sum, together * file) + frames * frame + told);
}
