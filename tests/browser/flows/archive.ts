import type { BrowserContext } from "playwright-core";
import { orthancIdOf } from "../../support/orthanc-id";

/**
 * Deletes a study in the session of a tab, the admin's, so that other tests find the archive as it was.
 *
 * @throws if the archive does not confirm it
 */
export async function deleteStudy(
  context: BrowserContext,
  url: string,
  patientId: string,
  studyUid: string,
): Promise<void> {
  const path = `/pacs-admin/studies/${orthancIdOf(patientId, studyUid)}`;
  const answer = await context.request.delete(url + path, { headers: { Origin: url } });
  if (answer.status() !== 200) throw new Error(`the study's deletion was answered with ${answer.status()}`);
}
