import { ask } from "./session";

/** A data set in the DICOM JSON Model (PS3.18, Annex F). */
export type DicomJson = Readonly<
  Record<string, { readonly vr: string; readonly Value?: readonly unknown[] } | undefined>
>;

/** A search's or a metadata resource's answer; throws where it is none. */
export async function dicomJson(path: string): Promise<readonly DicomJson[]> {
  const answer = await ask(path, { headers: { Accept: "application/dicom+json" } });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as DicomJson[];
}
