import { decodeList, decodeObject, encode, numberField } from "../../shared/json";
import { askArchive } from "./client";

const LONGEST = 4 * 1024 * 1024;
const TIMEOUT_MS = 20_000;

export type Level = "Study" | "Series";

/** The tag that names a resource of a level. */
export const UID_OF: Readonly<Record<Level, string>> = {
  Study: "StudyInstanceUID",
  Series: "SeriesInstanceUID",
};

/** A resource as Orthanc tells of it. */
export interface Resource {
  readonly ID?: string;
  readonly ParentPatient?: string;
  readonly ParentStudy?: string;
  readonly Series?: readonly string[];
  readonly Instances?: readonly string[];
  readonly MainDicomTags?: Readonly<Record<string, string | undefined>>;
  readonly PatientMainDicomTags?: Readonly<Record<string, string | undefined>>;
  readonly RequestedTags?: Readonly<Record<string, string | undefined>>;
  readonly Metadata?: Readonly<Record<string, string | undefined>>;
}

/** Sends JSON in the scope `watch`; undefined where the answer is no list of resources. */
export function askForResources(path: string, body: unknown): readonly Resource[] | undefined {
  const request = { scope: "watch", path, body: encode(body), limit: LONGEST } as const;
  const [status, answer] = askArchive(request, TIMEOUT_MS);
  return status === 200 ? (decodeList(answer) as readonly Resource[] | undefined) : undefined;
}

/** Resources by Orthanc's identifiers; what is not there any more is left out. */
export function resourcesOf(level: Level, ids: readonly string[], metadata: boolean): readonly Resource[] | undefined {
  return askForResources("/tools/bulk-content", { Resources: ids, Level: level, Metadata: metadata });
}

/** How many resources of a level have one of some UIDs; undefined where the archive does not tell. */
export function countByUids(level: Level, uids: readonly string[]): number | undefined {
  const query = { Level: level, Query: { [UID_OF[level]]: table.concat(uids as string[], "\\") } };
  const request = { scope: "watch", path: "/tools/count-resources", body: encode(query), limit: LONGEST } as const;
  const [status, answer] = askArchive(request, TIMEOUT_MS);
  return status === 200 ? numberField(decodeObject(answer) ?? {}, "Count") : undefined;
}
