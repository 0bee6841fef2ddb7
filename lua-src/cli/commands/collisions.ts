import { decodeObject, numberField } from "../../shared/json";
import { ask, askAndShow, objectsIn, textIn, type Answered, type Command, type Words, DONE, USAGE } from "../command";
import { complain, plain, say, table as showTable } from "../say";

/** Rows that are shown; an archive with more has another trouble, and the rest comes when these are gone. */
const MOST = 1000;

function rowOf(study: Answered): string[] {
  const id = textIn(study, "id");
  const series = string.format("%d", numberField(study, "series") ?? 0);
  return [textIn(study, "uid"), textIn(study, "patient"), series, id];
}

/** Goes through the archive page by page, and shows the studies whose UIDs several patients have. */
function collisions({ options }: Words): number {
  const rows: string[][] = [];
  let since: number | undefined = 0;
  while (since !== undefined && rows.length < MOST) {
    const [body, code] = ask("/collisions", { since });
    if (body === undefined) return code;
    // One answer a line.
    if (options["json"] !== undefined) say(body);
    const answered = decodeObject(body) ?? {};
    for (const study of objectsIn(answered, "collisions")) rows.push(rowOf(study));
    since = numberField(answered, "next");
  }
  if (options["json"] !== undefined) return DONE;
  if (rows.length === 0) {
    say("No study's UID stands under several patients.");
    return DONE;
  }
  showTable(["STUDY INSTANCE UID", "PATIENT ID", "SERIES", "IN ORTHANC"], rows);
  say("\nOf each UID one study can keep it. Look at them in Orthanc Explorer,");
  say("/pacs-admin/app/explorer.html#study?uuid= and what stands under IN ORTHANC, then say which one:");
  say("collimator collisions resolve STUDY --keep PATIENT with --new-uid or --delete-others.");
  return DONE;
}

/** Leaves a study to one patient; what becomes of the others' has to be said. */
function resolve(words: Words): number {
  const { plain: given, options } = words;
  const isDeletion = options["delete-others"] !== undefined;
  const keep = options["keep"];
  if (keep === undefined || isDeletion === (options["new-uid"] !== undefined)) {
    complain("--keep says whose the study is, and either --delete-others or --new-uid what becomes of the others");
    return USAGE;
  }
  const way = isDeletion ? "delete-others" : "new-uid";
  return askAndShow(words, "/collisions/resolve", { study: given[0], keep, way }, (answered) => {
    for (const other of objectsIn(answered, "done")) {
      const uid = textIn(other, "uid");
      const became = uid === "" ? "deleted" : `now ${plain(uid)}`;
      say(`${plain(textIn(other, "patient"))}, ${textIn(other, "id")}: ${became}`);
    }
  });
}

/** The command that lists double studies, by its name. */
export const COLLISIONS: readonly (readonly [string, Command])[] = [
  [
    "collisions resolve",
    {
      usage: "STUDY --keep PATIENT|ID (--new-uid | --delete-others)",
      words: [1, 1],
      about: "leaves such a study to one patient; the others' get UIDs of their own, or are deleted",
      options: { keep: true, "delete-others": false, "new-uid": false },
      run: resolve,
    },
  ],
  [
    "collisions",
    {
      usage: "",
      about: "studies whose UID stands under several patients, which the viewer can't open",
      run: collisions,
    },
  ],
];
