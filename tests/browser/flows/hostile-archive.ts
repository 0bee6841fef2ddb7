import type { BrowserContext } from "playwright-core";
import { studyUid, text } from "../../support/objects/elements";
import { hostileImage, hostileReport, MODALITY, PATIENT_ID, textsInSequence } from "./hostile-objects";
import { PAYLOADS } from "../../support/payloads";

/** All texts in one study: a series for each, and a data set with all of them. */
export const ALL = "hostile all";
export const PATIENT = "hostile-all";
/** A report alone, so that the viewer shows it. */
export const REPORT = "hostile report";
const studyOf = (index: number): string => `hostile ${index}`;

/** A study for each text, one with all of them, and a report. */
export function hostileFiles(): Buffer[] {
  const alone = PAYLOADS.map((payload, index) => hostileImage({ study: studyOf(index), series: "alone", payload }));
  const patient = text(PATIENT_ID, "LO", PATIENT);
  const series = PAYLOADS.map((payload, index) => {
    const more = index === 0 ? [patient, textsInSequence(PAYLOADS)] : [patient];
    return hostileImage({ study: ALL, series: `${index}`, payload, spared: [MODALITY, PATIENT_ID], more });
  });
  return [...alone, ...series, hostileReport(REPORT, PAYLOADS, [])];
}

/** Deletes them all. */
export async function deleteHostileStudies({ request }: BrowserContext, url: string): Promise<void> {
  const uids = new Set([ALL, REPORT, ...PAYLOADS.map((_payload, index) => studyOf(index))].map(studyUid));
  const answer = await request.get(`${url}/pacs-admin/studies?expand&since=0&limit=1000`);
  const studies = (await answer.json()) as { ID: string; MainDicomTags: { StudyInstanceUID: string } }[];
  for (const { ID, MainDicomTags } of studies) {
    if (!uids.has(MainDicomTags.StudyInstanceUID)) continue;
    await request.delete(`${url}/pacs-admin/studies/${ID}`, { headers: { Origin: url } });
  }
}
