import { numberField } from "../../shared/json";
import { isUid } from "../../shared/policy/uid";
import { askForResources, resourcesOf, type Resource } from "../archive/resources";
import { resolveStudy } from "../two-patients/resolve";
import { answer, answerBadRequest, answerJson, answerNoUid, encodeList, textArgument, type Arguments } from "./call";

/**
 * Study Instance UIDs that several patients of the archive have.
 *
 *     POST /collisions {"since": 0} -> {"collisions": [{"uid", "id", "patient", "series"}, ...], "next": 2000}
 *
 * Each call goes through one page of the archive's studies in the order of their UIDs; `next` is where the next one
 * begins, and is missing after the last. All studies of a UID stand together.
 *
 *     POST /collisions/resolve {"study": "1.2.3", "keep": "<patient or id>", "way": "delete-others" | "new-uid"}
 *       -> {"done": [{"id", "patient", "uid"}, ...]}
 *
 * `uid` is the study's new one, "" of one that was deleted. The sentence of a failure says what was done before it.
 *
 * @module
 */

/** Studies of a page. */
const PAGE = 2000;

interface Study {
  readonly uid: string;
  readonly id: string;
}

function readPage(since: number): readonly Study[] | undefined {
  const order = [{ Type: "DicomTag", Key: "StudyInstanceUID", Direction: "ASC" }];
  const tags = ["StudyInstanceUID"];
  const found = askForResources("/tools/find", {
    Level: "Study",
    Query: {},
    OrderBy: order,
    RequestedTags: tags,
    ResponseContent: ["RequestedTags"],
    Since: since,
    Limit: PAGE,
  });
  if (found === undefined) return undefined;
  const studies: Study[] = [];
  for (const { ID, RequestedTags } of found) {
    studies.push({ uid: RequestedTags?.["StudyInstanceUID"] ?? "", id: ID ?? "" });
  }
  return studies;
}

/** Of studies in the order of their UIDs those whose UID stands there more than once. */
function repeated(studies: readonly Study[]): string[] {
  const ids: string[] = [];
  studies.forEach(({ uid, id }, at) => {
    if (uid !== "" && (studies[at - 1]?.uid === uid || studies[at + 1]?.uid === uid)) ids.push(id);
  });
  return ids;
}

/** Resources in the order of their identifiers in a list: the archive tells of them in one of its own. */
function ordered(ids: readonly string[], found: readonly Resource[]): Resource[] {
  const byId: Record<string, Resource | undefined> = {};
  for (const one of found) byId[one.ID ?? ""] = one;
  const list: Resource[] = [];
  for (const id of ids) {
    const one = byId[id];
    if (one !== undefined) list.push(one);
  }
  return list;
}

function shown({ ID, MainDicomTags, PatientMainDicomTags, Series }: Resource): Readonly<Record<string, unknown>> {
  const uid = MainDicomTags?.["StudyInstanceUID"] ?? "";
  return { uid, id: ID ?? "", patient: PatientMainDicomTags?.["PatientID"] ?? "", series: (Series ?? []).length };
}

function list(call: Arguments): void {
  const since = numberField(call, "since") ?? 0;
  const page = readPage(since);
  const ids = page === undefined ? undefined : repeated(page);
  const found = ids === undefined || ids.length === 0 ? [] : resourcesOf("Study", ids, false);
  if (page === undefined || ids === undefined || found === undefined) {
    return answer(503, { reason: "archive-unavailable", error: "The archive does not answer." });
  }
  const collisions = encodeList(ordered(ids, found).map((study) => shown(study)));
  // The last study of a page is the first of the next one: another of its UID may follow.
  const next = page.length < PAGE ? "" : `,"next":${string.format("%d", since + PAGE - 1)}`;
  answerJson(200, `{"collisions":${collisions}${next}}`);
}

const STATUSES: Readonly<Record<string, number | undefined>> = { "archive-unavailable": 503, "not-resolved": 500 };

function resolve(call: Arguments): void {
  const [study, keep, way] = [textArgument(call, "study"), textArgument(call, "keep"), textArgument(call, "way")];
  if (!isUid(study)) return answerNoUid(study);
  if (way !== "delete-others" && way !== "new-uid") return answerBadRequest();
  const [done, failure] = resolveStudy(study, keep, way);
  if (done !== undefined) return answerJson(200, `{"done":${encodeList(done)}}`);
  answer(STATUSES[failure.reason] ?? 404, { reason: failure.reason, error: failure.sentence });
}

export const COLLISION_CALLS: Readonly<Record<string, (call: Arguments) => void>> = {
  "/collisions": list,
  "/collisions/resolve": resolve,
};
