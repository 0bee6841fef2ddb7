/**
 * Pictures that are sound, but say something odd about the patient, the study, the series or themselves.
 *
 * @module
 */
import { sq, text, ui, type Element } from "../elements";
import { oddImage, type OddObject } from "./image";

const MODALITY = 0x00080060;
const STUDY_DATE = 0x00080020;
const STUDY_TIME = 0x00080030;
const DESCRIPTION = 0x00081030;
const SERIES_DESCRIPTION = 0x0008103e;
const NAME = 0x00100010;
const PATIENT_ID = 0x00100020;
const BIRTH_DATE = 0x00100030;
const SEX = 0x00100040;
const SERIES_NUMBER = 0x00200011;
const INSTANCE_NUMBER = 0x00200013;
const DATES = [STUDY_DATE, STUDY_TIME, 0x00080023, 0x00080033];

/** Attributes of type 2 (PS3.5, section 7.4.3), and the modality, which devices leave empty too. */
const TYPE_2: readonly (readonly [name: string, tag: number, vr: string])[] = [
  ["Modality", MODALITY, "CS"],
  ["StudyDate", STUDY_DATE, "DA"],
  ["StudyTime", STUDY_TIME, "TM"],
  ["AccessionNumber", 0x00080050, "SH"],
  ["Manufacturer", 0x00080070, "LO"],
  ["ReferringPhysicianName", 0x00080090, "PN"],
  ["PatientName", NAME, "PN"],
  ["PatientID", PATIENT_ID, "LO"],
  ["PatientBirthDate", BIRTH_DATE, "DA"],
  ["PatientSex", SEX, "CS"],
  ["StudyID", 0x00200010, "SH"],
  ["SeriesNumber", SERIES_NUMBER, "IS"],
  ["InstanceNumber", INSTANCE_NUMBER, "IS"],
];

/** One attribute with an odd value. */
const VALUES: readonly (readonly [name: string, tag: number, vr: string, value: string])[] = [
  ["Modality of two values", MODALITY, "CS", "CT\\MR"],
  ["Modality unknown", MODALITY, "CS", "ZZZ"],
  ["StudyDate a range", STUDY_DATE, "DA", "20200101-20201231"],
  ["StudyDate of 1900", STUDY_DATE, "DA", "19000101"],
  ["StudyDate of 9999", STUDY_DATE, "DA", "99991231"],
  ["StudyDate with dots", STUDY_DATE, "DA", "2020.01.02"],
  ["StudyDate of no month", STUDY_DATE, "DA", "20201399"],
  ["StudyDate a word", STUDY_DATE, "DA", "unknown"],
  ["StudyTime too late", STUDY_TIME, "TM", "996199"],
  ["StudyTime with colons", STUDY_TIME, "TM", "12:00:00"],
  ["StudyDescription of two values", DESCRIPTION, "LO", "Head\\Neck"],
  ["StudyDescription of 16 kB", DESCRIPTION, "LO", "ODD ".repeat(4096)],
  ["SeriesDescription of 16 kB", SERIES_DESCRIPTION, "LO", "odd ".repeat(4096)],
  ["SeriesDescription of two values", SERIES_DESCRIPTION, "LO", "Head\\Neck"],
  ["ImageComments of 16 kB", 0x00204000, "LT", "odd ".repeat(4096)],
  ["PatientID of two values", PATIENT_ID, "LO", "ODD\\1"],
  ["PatientName of one group", NAME, "PN", "Odd^One"],
  ["PatientName of three groups", NAME, "PN", "Odd^Three=山田^太郎=やまだ^たろう"],
  ["PatientName of carets", NAME, "PN", "^^^^"],
  ["PatientName of equals signs", NAME, "PN", "=="],
  ["PatientName ideographic only", NAME, "PN", "=山田^太郎"],
  ["PatientName of 1,000 letters", NAME, "PN", "Odd^" + "n".repeat(1000)],
  ["PatientName of two values", NAME, "PN", "Odd^One\\Odd^Two"],
  ["PatientName right to left", NAME, "PN", "Odd^\u202eThgir\u200f^\u2066Tfel"],
  ["PatientName padded with NUL", NAME, "PN", "Odd^Nul\0\0\0"],
  ["PatientName with a NUL in it", NAME, "PN", "Odd^N\0ul"],
  ["PatientBirthDate a word", BIRTH_DATE, "DA", "unknown"],
  ["PatientAge a word", 0x00101010, "AS", "old"],
  ["PatientWeight a word", 0x00101030, "DS", "heavy"],
  ["SeriesNumber negative", SERIES_NUMBER, "IS", "-5"],
  ["SeriesNumber huge", SERIES_NUMBER, "IS", "999999999999"],
  ["SeriesNumber a word", SERIES_NUMBER, "IS", "first"],
  ["SeriesNumber of two values", SERIES_NUMBER, "IS", "1\\2"],
  ["InstanceNumber negative", INSTANCE_NUMBER, "IS", "-1"],
  ["InstanceNumber a word", INSTANCE_NUMBER, "IS", "first"],
  ["SpecificCharacterSet unknown", 0x00080005, "CS", "ISO_IR 999"],
  ["SpecificCharacterSet of none", 0x00080005, "CS", "\\\\"],
  ["FrameOfReferenceUID empty", 0x00200052, "UI", ""],
  ["SeriesTime a word", 0x00080031, "TM", "noon"],
  ["SeriesDate a word", 0x00080021, "DA", "today"],
  ["PatientPosition unknown", 0x00185100, "CS", "UPSIDE"],
  ["ImageType of one value", 0x00080008, "CS", "DERIVED"],
];

const EMPTY_SEQUENCES: readonly Element[] = [
  sq(0x00081032),
  sq(0x00081110, []),
  sq(0x00081140, []),
  sq(0x00082112),
  sq(0x00400275, []),
  sq(0x00409096, []),
  sq(0x00283000),
  sq(0x00283010),
];

/** Private elements (PS3.5, section 7.8) of every kind of value, one of them in a block that nobody has reserved. */
const PRIVATE: readonly Element[] = [
  text(0x00090010, "LO", "ODD MAKER"),
  text(0x00091001, "LO", "a\\b\\c"),
  { tag: 0x00091002, vr: "UN", value: Buffer.from([1, 2, 3, 4]) },
  sq(0x00091003, [text(0x00090010, "LO", "ODD MAKER"), text(0x00091001, "DS", "word")]),
  text(0x00092001, "LT", ""),
];

/** Nothing but what identifies the object, and private elements. */
const NOT_IDENTIFYING = [
  0x00080005,
  ...DATES,
  0x00080050,
  MODALITY,
  0x00080070,
  0x00080090,
  DESCRIPTION,
  SERIES_DESCRIPTION,
  NAME,
  PATIENT_ID,
  BIRTH_DATE,
  SEX,
  0x00200010,
  SERIES_NUMBER,
  INSTANCE_NUMBER,
  0x00080008,
  0x00180050,
  0x00180060,
  0x00185100,
  0x00200032,
  0x00200037,
  0x00200052,
  0x00280002,
  0x00280004,
  0x00280010,
  0x00280011,
  0x00280030,
  0x00280100,
  0x00280101,
  0x00280102,
  0x00280103,
  0x00281050,
  0x00281051,
  0x00281052,
  0x00281053,
  0x7fe00010,
];

/** Pictures with odd attributes. */
export function oddAttributes(): OddObject[] {
  return [
    ...TYPE_2.map(([name, tag, vr]) => oddImage(`${name} empty`, "picture", [text(tag, vr, "")])),
    ...TYPE_2.map(([name, tag]) => oddImage(`${name} absent`, "picture", [], [tag])),
    ...VALUES.map(([name, tag, vr, value]) => oddImage(name, "picture", [text(tag, vr, value)])),
    oddImage(
      "all of type 2 empty",
      "picture",
      TYPE_2.map(([, tag, vr]) => text(tag, vr, "")),
    ),
    oddImage(
      "all of type 2 absent",
      "picture",
      [],
      TYPE_2.map(([, tag]) => tag),
    ),
    oddImage("SOPClassUID unknown", "words", [ui(0x00080016, "1.2.826.0.1.3680043.8.498.1")]),
    oddImage("no dates", "picture", [], DATES),
    oddImage("no patient", "picture", [], [NAME, PATIENT_ID, BIRTH_DATE, SEX]),
    oddImage("private elements", "picture", PRIVATE),
    oddImage("private elements alone", "words", PRIVATE, NOT_IDENTIFYING),
    oddImage("empty sequences", "picture", EMPTY_SEQUENCES),
    oddImage("no UID in a list", "picture", [
      sq(0x00081115, [ui(0x0020000e, ""), sq(0x00081199, [ui(0x00081155, "")])]),
    ]),
    oddImage("bytes that are no UTF-8", "picture", [
      { tag: NAME, vr: "PN", value: Buffer.from("4f6464ff5efe80c3", "hex") },
    ]),
    oddImage(
      "letters without a character set",
      "picture",
      [{ tag: NAME, vr: "PN", value: Buffer.from("4dfc6c6c65725e41", "hex") }],
      [0x00080005],
    ),
  ];
}
