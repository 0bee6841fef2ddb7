/**
 * People's names as they stand in files, in the character sets that archives hold (PS3.3, section C.12.1.1.2). Most
 * are the standard's own examples (PS3.5, Annexes H to K). The bytes are written out: what encodes them is not what
 * is tested.
 *
 * @module
 */
import { type Element, writeInstance } from "../../scripts/lib/dicom-writer";
import { MORE_PEOPLE, type Named, type Person } from "./more-names";
import { frameOf, pictureHeader, type Shape, uidsOf } from "./pictures";

export type { Named, Person };

const SHAPE: Shape = { bits: 12, samples: 1, frames: 1 };

export const PEOPLE: readonly Person[] = [
  {
    id: "NAME-GB18030",
    characterSet: "GB18030",
    // The last byte of 誠 is that of a backslash.
    encoded: "5a68616e675e4368656e673dd5c55ed55c",
    name: { Alphabetic: "Zhang^Cheng", Ideographic: "张^誠" },
    typed: ["张", "誠", "zhang"],
  },
  {
    id: "NAME-IR87",
    characterSet: "\\ISO 2022 IR 87",
    encoded:
      "59616d6164615e5461726f753d1b24423b3345441b28425e1b244242404f3a1b2842" +
      "3d1b24422464245e24401b28425e1b2442243f246d24261b2842",
    name: { Alphabetic: "Yamada^Tarou", Ideographic: "山田^太郎", Phonetic: "やまだ^たろう" },
    typed: ["山田", "太郎", "やまだ", "yamada"],
  },
  {
    id: "NAME-IR13-87",
    // As in PS3.5, section H.3.2: katakana in one byte each, and the others by escape sequences.
    characterSet: "ISO 2022 IR 13\\ISO 2022 IR 87",
    encoded:
      "c0c5b65ecac5ba3d1b2442454443661b284a5e1b244232563b521b284a" +
      "3d1b2442243f244a242b1b284a5e1b2442244f244a24331b284a",
    name: { Alphabetic: "ﾀﾅｶ^ﾊﾅｺ", Ideographic: "田中^花子", Phonetic: "たなか^はなこ" },
    typed: ["田中", "花子", "たなか", "ﾀﾅｶ"],
  },
  {
    id: "NAME-IR149",
    characterSet: "\\ISO 2022 IR 149",
    encoded: "486f6e675e47696c646f6e673d1b242943fbf35e1b242943d1ced4d73d1b242943c8ab5e1b242943b1e6b5bf",
    name: { Alphabetic: "Hong^Gildong", Ideographic: "洪^吉洞", Phonetic: "홍^길동" },
    typed: ["洪", "길동"],
  },
  {
    id: "NAME-IR144",
    characterSet: "ISO_IR 144",
    encoded: "b8d2d0ddded25ebff1e2e0",
    name: { Alphabetic: "Иванов^Пётр" },
    typed: ["Иванов", "иванов", "Пётр"],
  },
  {
    id: "NAME-IR100-144",
    characterSet: "ISO 2022 IR 100\\ISO 2022 IR 144",
    encoded: "42e4725e1b2d4cc1dcd8e0ddded2",
    name: { Alphabetic: "Bär^Смирнов" },
    typed: ["Смирнов", "смирнов", "Bär"],
  },
  {
    id: "NAME-IR127",
    characterSet: "ISO_IR 127",
    encoded: "e2c8c7e6ea5ee4e6d2c7d1",
    name: { Alphabetic: "قباني^لنزار" },
    typed: ["قباني", "لنزار"],
  },
  {
    id: "NAME-IR138",
    characterSet: "ISO_IR 138",
    encoded: "f9f8e5ef5ee3e1e5f8e4",
    name: { Alphabetic: "שרון^דבורה" },
    typed: ["שרון", "דבורה"],
  },
  {
    id: "NAME-IR100",
    characterSet: "ISO_IR 100",
    encoded: "4dfc6c6c65725e4afc7267656e",
    name: { Alphabetic: "Müller^Jürgen" },
    typed: ["Müller", "müller", "MÜLLER", "Jürgen"],
  },
  {
    id: "NAME-IR192",
    characterSet: "ISO_IR 192",
    encoded: "57616e675e5869616f446f6e673de78e8b5ee5b08fe69db1",
    name: { Alphabetic: "Wang^XiaoDong", Ideographic: "王^小東" },
    typed: ["王", "小東"],
  },
  ...MORE_PEOPLE,
];

/**
 * What Orthanc does not read: escape sequences behind ISO 2022 IR 6 as the first character set, and ISO 2022 IR 159 and
 * Latin-9 at all. Each with the name as it is shown instead.
 */
export const MISREAD: readonly Named[] = [
  {
    id: "MISREAD-IR87",
    characterSet: "ISO 2022 IR 6\\ISO 2022 IR 87",
    encoded: "5361746f3d1b24423b3345441b2842",
    name: { Alphabetic: "Sato", Ideographic: "$B;3ED(B" },
  },
  {
    id: "MISREAD-IR149",
    characterSet: "ISO 2022 IR 6\\ISO 2022 IR 149",
    encoded: "486f6e673d1b242943fbf3",
    name: { Alphabetic: "Hong", Ideographic: "$)C" },
  },
  {
    id: "MISREAD-IR159",
    characterSet: "\\ISO 2022 IR 159",
    encoded: "593d1b2428443b331b2842",
    name: { Alphabetic: "Y", Ideographic: "$(D;3(B" },
  },
  {
    id: "MISREAD-IR203",
    characterSet: "ISO_IR 203",
    encoded: "bc757672655e45",
    name: { Alphabetic: "uvre^E" },
  },
];

/** The study of a person: one small picture. */
export function studyOf({ id, characterSet, encoded }: Named): Buffer {
  return pictureWith(id, [
    { tag: 0x00080005, vr: "CS", value: characterSet },
    { tag: 0x00100010, vr: "PN", value: Buffer.from(encoded, "hex") },
    { tag: 0x00100020, vr: "LO", value: id },
  ]);
}

function code(value: string, meaning: string): readonly (readonly Element[])[] {
  const elements = [
    { tag: 0x00080100, vr: "SH", value },
    { tag: 0x00080102, vr: "SH", value: "DCM" },
    { tag: 0x00080104, vr: "LO", value: meaning },
  ];
  return [elements];
}

function contentItem(type: string, concept: readonly (readonly Element[])[], value: Element): readonly Element[] {
  return [
    { tag: 0x0040a010, vr: "CS", value: "CONTAINS" },
    { tag: 0x0040a040, vr: "CS", value: type },
    { tag: 0x0040a043, vr: "SQ", value: concept },
    value,
  ];
}

/** A report in the person's study (Basic Text SR, PS3.3, section A.35.1): it names the person and says the name. */
export function reportOf({ id, characterSet, encoded }: Person): Buffer {
  const name = Buffer.from(encoded, "hex");
  const items = [
    contentItem("PNAME", code("121008", "Person Observer Name"), { tag: 0x0040a123, vr: "PN", value: name }),
    contentItem("TEXT", code("121106", "Comment"), { tag: 0x0040a160, vr: "UT", value: name }),
  ];
  const { study } = uidsOf(id);
  const { series, instance } = uidsOf(`${id} report`);
  return writeInstance([
    { tag: 0x00080005, vr: "CS", value: characterSet },
    { tag: 0x00080016, vr: "UI", value: "1.2.840.10008.5.1.4.1.1.88.11" },
    { tag: 0x00080018, vr: "UI", value: instance },
    { tag: 0x00080020, vr: "DA", value: "20260102" },
    { tag: 0x00080023, vr: "DA", value: "20260102" },
    { tag: 0x00080030, vr: "TM", value: "080000" },
    { tag: 0x00080033, vr: "TM", value: "080000" },
    { tag: 0x00080050, vr: "SH", value: "" },
    { tag: 0x00080060, vr: "CS", value: "SR" },
    { tag: 0x00080090, vr: "PN", value: "" },
    { tag: 0x0008103e, vr: "LO", value: "Report" },
    { tag: 0x00100010, vr: "PN", value: name },
    { tag: 0x00100020, vr: "LO", value: id },
    { tag: 0x00100030, vr: "DA", value: "" },
    { tag: 0x00100040, vr: "CS", value: "O" },
    { tag: 0x0020000d, vr: "UI", value: study },
    { tag: 0x0020000e, vr: "UI", value: series },
    { tag: 0x00200010, vr: "SH", value: "1" },
    { tag: 0x00200011, vr: "IS", value: "2" },
    { tag: 0x00200013, vr: "IS", value: "1" },
    { tag: 0x0040a040, vr: "CS", value: "CONTAINER" },
    { tag: 0x0040a043, vr: "SQ", value: code("121060", "History") },
    { tag: 0x0040a050, vr: "CS", value: "SEPARATE" },
    { tag: 0x0040a491, vr: "CS", value: "COMPLETE" },
    { tag: 0x0040a493, vr: "CS", value: "UNVERIFIED" },
    { tag: 0x0040a730, vr: "SQ", value: items },
  ]);
}

/** A picture with other elements in place of some of its own, and without others. */
export function pictureWith(name: string, others: readonly Element[], without: readonly number[] = []): Buffer {
  const replaced = [...others.map(({ tag }) => tag), ...without];
  const kept = pictureHeader(name, SHAPE).filter(({ tag }) => !replaced.includes(tag));
  return writeInstance([...kept, ...others, { tag: 0x7fe00010, vr: "OW", value: frameOf(SHAPE, 0) }]);
}
