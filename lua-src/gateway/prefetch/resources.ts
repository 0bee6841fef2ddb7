/**
 * What a study or series contains, according to Orthanc's index: its metadata would be megabytes, compressed, and a
 * worker would take long to read them.
 *
 * @module
 */
import { encode, textField, wholeField } from "../../shared/json";
import { isUid } from "../../shared/policy/uid";
import { askArchive } from "../archive/client";
import { eachObject } from "../archive/json-list";
import type { Image } from "./requests";

/** Some ten thousand images; of anything larger only the metadata are prefetched. */
const LONGEST = 6 * 1024 * 1024;
const TIMEOUT_MS = 20_000;

interface Resource {
  readonly id: string;
  readonly tags: Readonly<Record<string, unknown>>;
  /** The size of an instance's file. */
  readonly bytes: number;
}

type Level = "Study" | "Series" | "Instance";

/** The resources of a level above or below the one with this identifier; none if the archive does not answer. */
function resourcesOf(id: string, level: Level): Resource[] {
  const body = encode({ Resources: [id], Level: level, Metadata: false });
  const request = { scope: "watch", path: "/tools/bulk-content", body, limit: LONGEST } as const;
  const [status, answer] = askArchive(request, TIMEOUT_MS);
  const found: Resource[] = [];
  if (status !== 200) return found;
  const isList = eachObject(answer, (resource) => {
    const tags = resource["MainDicomTags"];
    const own = textField(resource, "ID");
    const bytes = wholeField(resource, "FileSize") ?? 0;
    if (own !== undefined && type(tags) === "table") found.push({ id: own, tags: tags as Resource["tags"], bytes });
    return "next";
  });
  return isList ? found : [];
}

/** A series: `id` is its identifier in Orthanc, `uid` its Series Instance UID. */
export interface Series {
  readonly id: string;
  readonly uid: string;
  /** Whether its instances are pictures. */
  readonly hasPictures: boolean;
}

/** Modalities (0008,0060) whose instances are documents, states or values for pictures of other series. */
const NO_PICTURES: Readonly<Record<string, true | undefined>> = {
  AU: true,
  DOC: true,
  ECG: true,
  KO: true,
  PR: true,
  REG: true,
  RTPLAN: true,
  RTSTRUCT: true,
  SEG: true,
  SR: true,
};

function uidOf({ tags }: Resource, name: string): string | undefined {
  const uid = textField(tags, name) ?? "";
  return isUid(uid) ? uid : undefined;
}

/** The series of a study, or a series itself, by Orthanc's identifier of either. */
export function seriesOf(id: string): Series[] {
  const series: Series[] = [];
  for (const resource of resourcesOf(id, "Series")) {
    const uid = uidOf(resource, "SeriesInstanceUID");
    const modality = textField(resource.tags, "Modality") ?? "";
    if (uid !== undefined) series.push({ id: resource.id, uid, hasPictures: NO_PICTURES[modality] !== true });
  }
  return series;
}

/** The UID of the study that a series belongs to, by Orthanc's identifier of the series. */
export function studyOf(id: string): string | undefined {
  const study = resourcesOf(id, "Study")[0];
  return study === undefined ? undefined : uidOf(study, "StudyInstanceUID");
}

/** The longest integer string (PS3.5, section 6.2). */
const MOST_DIGITS = 12;

/** An integer string's number. Only digits count: Lua reads `nan` as a number too, which cannot be sorted. */
function numberOf(tags: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const text = textField(tags, name) ?? "";
  const [digits] = string.match(text, "^ *([+-]?%d+) *$");
  return text.length <= MOST_DIGITS ? tonumber(digits ?? "") : undefined;
}

/** The images of a series, by Orthanc's identifier. */
export function imagesOf(id: string): Image[] {
  const images: Image[] = [];
  for (const resource of resourcesOf(id, "Instance")) {
    const uid = uidOf(resource, "SOPInstanceUID");
    const { tags, bytes } = resource;
    const number = numberOf(tags, "InstanceNumber") ?? 0;
    if (uid !== undefined) images.push({ uid, number, frames: numberOf(tags, "NumberOfFrames") ?? 1, bytes });
  }
  return images;
}
