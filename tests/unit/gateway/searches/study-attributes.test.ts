import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { callLua } from "../../../support/lua";
import { luaConstant } from "../../../support/lua-calls";

describe("a study in the DICOM JSON Model", () => {
  async function write(
    tags: Readonly<Record<string, unknown>>,
    returned: object = {},
  ): Promise<Record<string, unknown>> {
    const [text] = await callLua("gateway.searches.list-studies", "writeStudies", [{ id: "x", tags }], returned);
    return (JSON.parse(text as string) as Record<string, unknown>[])[0] ?? {};
  }

  test("a listed study has its character set, its address and what the index has of it", async () => {
    expect(
      await write({
        StudyInstanceUID: "1.2",
        StudyDate: "20260102",
        AccessionNumber: "",
        NumberOfStudyRelatedSeries: "12",
      }),
    ).toEqual({
      "00080005": { vr: "CS", Value: ["ISO_IR 192"] },
      "00080020": { vr: "DA", Value: ["20260102"] },
      "00080050": { vr: "SH" },
      "00081190": { vr: "UR", Value: ["https://pacs.example/pacs/studies/1.2"] },
      "0020000D": { vr: "UI", Value: ["1.2"] },
      "00201206": { vr: "IS", Value: [12] },
    });
  });

  test("a listed study has other attributes only if the query names them", async () => {
    const tags = { StudyInstanceUID: "1.2", StudyDescription: "Knee", InstitutionName: "Clinic" };
    expect(Object.keys(await write(tags))).toEqual(["00080005", "00081190", "0020000D"]);
    expect(await write(tags, { "00081030": true })).toMatchObject({ "00081030": { vr: "LO", Value: ["Knee"] } });
  });

  test("a listed study without a modality has no Modalities in Study", async () => {
    expect(await write({ StudyInstanceUID: "1.2", ModalitiesInStudy: "" })).not.toHaveProperty("00080061");
    const several = await write({ StudyInstanceUID: "1.2", ModalitiesInStudy: "CT\\MR" });
    expect(several["00080061"]).toEqual({ vr: "CS", Value: ["CT", "MR"] });
  });

  test.each([
    ["Buc^Jérôme", [{ Alphabetic: "Buc^Jérôme" }]],
    ["=山田^太郎", [{ Alphabetic: "", Ideographic: "山田^太郎" }]],
    ["==", [{ Alphabetic: "", Ideographic: "", Phonetic: "" }]],
    ["A=B=C=D", [{ Alphabetic: "A", Ideographic: "B", Phonetic: "C" }]],
    ["A\\\\B", [{ Alphabetic: "A" }, {}, { Alphabetic: "B" }]],
  ])("the name %s is written in its groups", async (name, value) => {
    expect((await write({ PatientName: name }))["00100010"]).toEqual({ vr: "PN", Value: value });
  });

  test("values that somebody has stored stay text", async () => {
    const hostile = '"},{"x":"</script>\u0000\u2028';
    const written = await write({ PatientID: hostile, StudyInstanceUID: hostile, NumberOfStudyRelatedSeries: "1e9" });
    expect(written).toMatchObject({ "00100020": { Value: [hostile] }, "0020000D": { Value: [hostile] } });
    expect(written["00201206"]).toEqual({ vr: "IS", Value: [0] });
    expect(await write({ PatientID: 3, PatientSex: ["O"] })).not.toHaveProperty("00100020");
  });
});

test("the study list writes each attribute of a study that a search knows, in the order of tags", async () => {
  const rows = luaConstant("gateway.searches.study-attributes", "STUDY_ATTRIBUTES");
  const [text] = await callLua("shared.json", "encode", rows);
  const written = (JSON.parse(text as string) as { tag: string; keyword: string }[]).map(({ tag, keyword }) => [
    keyword,
    tag,
  ]);
  const [, known = ""] =
    /const STUDY: [^=]+= \[([^;]+)\];/.exec(readFileSync("lua-src/gateway/dicomweb/attributes.ts", "utf8")) ?? [];
  const attributes = [...known.matchAll(/\["(\w+)", "(\w+)"/g)].map(([, keyword, tag]) => [keyword, tag]);
  // The index has no availability; the others are written without it.
  const others = ["SpecificCharacterSet", "InstanceAvailability", "RetrieveURL"];
  expect(attributes.length).toBeGreaterThan(20);
  expect(written).toEqual(attributes.filter(([keyword = ""]) => !others.includes(keyword)));
});
