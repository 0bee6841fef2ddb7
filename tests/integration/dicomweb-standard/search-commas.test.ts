import { beforeAll, describe, expect, test } from "vitest";
import { dicomJson } from "../../support/dicom-json";
import { storeFiles } from "../../support/multipart";
import { pictureWith } from "../../support/names";

async function found(path: string, tag: string): Promise<unknown[]> {
  return (await dicomJson(path)).map((set) => set[tag]?.Value?.[0]).sort();
}

describe("search values with a comma", () => {
  const COMMAS = "COM,MAS";
  const DESCRIPTIONS = ["Vafk,T,6", "Vafk", "T", "VafkxTx6", "Vafk,T,66", "Thorax, lateral"];
  const PATIENT = { tag: 0x00100020, vr: "LO", value: COMMAS };
  beforeAll(async () => storeFiles(DESCRIPTIONS.map((description) => pictureWith(description, [PATIENT]))));

  test.each<[string, readonly string[]]>([
    // What has another character in the comma's place is found too.
    ["Vafk,T,6", ["Vafk,T,6", "VafkxTx6"]],
    ["vafk,*", ["Vafk,T,6", "Vafk,T,66", "VafkxTx6"]],
    ["*, LATERAL", ["Thorax, lateral"]],
    ["Vafk,T", []],
    ["Vafk\\T", ["T", "Vafk"]],
  ])("the search value %s finds what has its commas, and is no list", async (value, descriptions) => {
    const query = new URLSearchParams({ StudyDescription: value, PatientID: COMMAS });
    expect(await found(`/pacs/studies?${query}`, "00081030")).toEqual([...descriptions].sort());
    const series = await found(`/pacs/series?${query}&includefield=00081030`, "00081030");
    expect(series).toEqual([...descriptions].sort());
  });
});
