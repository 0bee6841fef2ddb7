import { beforeAll, expect, test } from "vitest";
import { dicomJson } from "../support/dicom-json";
import { storeFiles } from "../support/multipart";
import { type Named, studyOf } from "../support/names";
import { uidsOf } from "../support/pictures";

/** Letters that vendors have added to the standard's sets, or designate in another way. */
const VENDORS: readonly Named[] = [
  {
    id: "VENDOR-IR87-TAKAHASHI",
    characterSet: "\\ISO 2022 IR 87",
    encoded: "54616b616861736869" + "3d" + "1b2442" + "7c623636" + "1b2842",
    name: { Alphabetic: "Takahashi", Ideographic: "髙橋" },
  },
  {
    id: "VENDOR-IR87-YAMAZAKI",
    characterSet: "\\ISO 2022 IR 87",
    encoded: "59616d617a616b69" + "3d" + "1b2442" + "3b337975" + "1b2842",
    name: { Alphabetic: "Yamazaki", Ideographic: "山﨑" },
  },
  {
    id: "VENDOR-IR87-KATAKANA",
    characterSet: "\\ISO 2022 IR 87",
    encoded: "59616d617461" + "3d" + "1b2849" + "544f40" + "1b2842",
    name: { Alphabetic: "Yamata", Ideographic: "ﾔﾏﾀ" },
  },
  {
    id: "VENDOR-IR13-87-TAKAHASHI",
    characterSet: "ISO 2022 IR 13\\ISO 2022 IR 87",
    encoded: "c0b6cabc" + "3d" + "1b2442" + "7c623636" + "1b284a",
    name: { Alphabetic: "ﾀｶﾊｼ", Ideographic: "髙橋" },
  },
  {
    id: "VENDOR-IR13-87-YAMAZAKI",
    characterSet: "ISO 2022 IR 13\\ISO 2022 IR 87",
    encoded: "d4cfbbdeb7" + "3d" + "1b2442" + "3b337975" + "1b284a",
    name: { Alphabetic: "ﾔﾏｻﾞｷ", Ideographic: "山﨑" },
  },
  {
    id: "VENDOR-IR13-87-KATAKANA",
    characterSet: "ISO 2022 IR 13\\ISO 2022 IR 87",
    encoded: "d4cfc0de" + "3d" + "1b2849" + "544f40" + "1b284a",
    name: { Alphabetic: "ﾔﾏﾀﾞ", Ideographic: "ﾔﾏﾀ" },
  },
  {
    id: "VENDOR-IR149",
    characterSet: "\\ISO 2022 IR 149",
    encoded: "54746f6d" + "3d" + "1b242943" + "8c6392e3b0a1",
    name: { Alphabetic: "Ttom", Ideographic: "똠믡가" },
  },
  {
    id: "VENDOR-IR100-149",
    characterSet: "ISO 2022 IR 100\\ISO 2022 IR 149",
    encoded: "54f66d" + "3d" + "1b242943" + "8c6392e3b0a1",
    name: { Alphabetic: "Töm", Ideographic: "똠믡가" },
  },
  {
    id: "VENDOR-IR87-149",
    characterSet: "\\ISO 2022 IR 87\\ISO 2022 IR 149",
    encoded: "54616b6168617368692d4b696d" + "3d" + "1b2442" + "7c623636" + "1b2842" + "3d" + "1b242943" + "b1e8",
    name: { Alphabetic: "Takahashi-Kim", Ideographic: "髙橋", Phonetic: "김" },
  },
];

/** Half a kanji, and one that nobody has, each behind one that is whole. */
const UNREADABLE: Named = {
  id: "UNREADABLE",
  characterSet: "ISO 2022 IR 13\\ISO 2022 IR 87",
  encoded: "d4cf" + "3d" + "1b2442" + "3b3345" + "1b284a" + "3d" + "1b2442" + "3b337d21" + "1b284a",
  name: { Alphabetic: "ﾔﾏ", Ideographic: "山\ufffd", Phonetic: "山\ufffd" },
};

beforeAll(async () => {
  await storeFiles([...VENDORS, UNREADABLE].map(studyOf));
});

test.each(VENDORS)("a name with letters of a vendor is right and found: $id", async ({ id, name }) => {
  const { study, series, instance } = uidsOf(id);
  const typed = encodeURIComponent(`*${name.Ideographic ?? ""}*`);
  const paths = [
    `/pacs/studies?PatientID=${id}`,
    `/pacs/studies?PatientID=${id}&PatientName=${typed}`,
    `/pacs/studies/${study}/metadata`,
    `/pacs/studies/${study}/series/${series}/instances/${instance}/metadata`,
  ];
  for (const path of paths) {
    const [first] = await dicomJson(path);
    expect(first?.["00100010"]?.Value, path).toEqual([name]);
  }
});

test("what is no character is shown as U+FFFD, and does not vanish", async () => {
  const [first] = await dicomJson(`/pacs/studies?PatientID=${UNREADABLE.id}`);
  expect(first?.["00100010"]?.Value).toEqual([UNREADABLE.name]);
});
