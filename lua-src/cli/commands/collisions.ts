import { decodeObject, numberField } from "../../shared/json";
import { ask, objectsIn, textIn, type Answered, type Command } from "../command";
import { DONE } from "../exit";
import { say, table as showTable } from "../say";
import type { Words } from "../words";

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
  say("\nOf each UID one study can stay. Look at them in Orthanc Explorer and delete the others:");
  say("/pacs-admin/app/explorer.html#study?uuid= and what stands under IN ORTHANC.");
  return DONE;
}

const ABOUT = "studies whose UID stands under several patients, which the viewer can't open";

/** The command that lists double studies, by its name. */
export const COLLISIONS: readonly (readonly [string, Command])[] = [
  ["collisions", { usage: "", least: 0, most: 0, options: { json: false }, about: ABOUT, run: collisions }],
];
