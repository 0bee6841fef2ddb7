import { beforeAll, describe, expect, test } from "vitest";
import { dicomJson } from "../support/dicom-json";
import { storeFiles } from "../support/multipart";
import { PEOPLE, type Person, studyOf } from "../support/names";
import { uidsOf } from "../support/pictures";

/** The search that OHIF's study list makes of what is typed into its field for names. */
async function patientsFound(typed: string): Promise<unknown[]> {
  const query = `limit=101&offset=0&fuzzymatching=false&PatientName=${encodeURIComponent(`*${typed}*`)}`;
  return (await dicomJson(`/pacs/studies?${query}`)).map((study) => study["00100020"]?.Value?.[0]);
}

const SEARCHES = PEOPLE.flatMap(({ id, typed }) => typed.map((text) => [text, id] as const));
const byCharacterSet = PEOPLE.map((person) => [person.characterSet, person] as const);

beforeAll(async () => {
  await storeFiles(PEOPLE.map(studyOf));
});

describe("a name", () => {
  test.each(SEARCHES)("%s finds the patient %s and nobody else", async (typed, id) => {
    expect(await patientsFound(typed)).toEqual([id]);
  });

  test("that nobody has finds nobody", async () => {
    for (const typed of ["山本", "Möller", "حسن"]) expect(await patientsFound(typed)).toEqual([]);
  });

  test.each(byCharacterSet)("in %j is right in searches and metadata", async (_, { id, name }: Person) => {
    const { study, series, instance } = uidsOf(id);
    const paths = [
      `/pacs/studies?PatientID=${id}`,
      `/pacs/studies/${study}/series?includefield=00100010`,
      `/pacs/studies/${study}/metadata`,
      `/pacs/studies/${study}/series/${series}/metadata`,
      `/pacs/studies/${study}/series/${series}/instances/${instance}/metadata`,
    ];
    for (const path of paths) {
      const [first] = await dicomJson(path);
      expect(first?.["00100010"]?.Value, path).toEqual([name]);
    }
  });
});
