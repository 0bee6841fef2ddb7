/** More people, as those of names.ts: with names in the other character sets that the archive reads. */

/** A name as it stands in files. */
export interface Named {
  readonly id: string;
  /** Specific Character Set. */
  readonly characterSet: string;
  /** Patient's Name, encoded in it; hexadecimal. */
  readonly encoded: string;
  /** The name's groups as DICOM JSON shows them (PS3.18, section F.2.2). */
  readonly name: { readonly Alphabetic: string; readonly Ideographic?: string; readonly Phonetic?: string };
}

export interface Person extends Named {
  /** What a person types to find this one and nobody else. */
  readonly typed: readonly string[];
}

export const MORE_PEOPLE: readonly Person[] = [
  {
    id: "NAME-IR101-CZ",
    characterSet: "ISO_IR 101",
    encoded: "44766ff8e16b5e4a69f8ed",
    name: { Alphabetic: "Dvořák^Jiří" },
    typed: ["Dvořák", "Jiří"],
  },
  {
    id: "NAME-IR101-PL",
    characterSet: "ISO_IR 101",
    encoded: "5769b66e696577736b615e4d61b3676f727a617461",
    name: { Alphabetic: "Wiśniewska^Małgorzata" },
    typed: ["Wiśniewska", "Małgorzata"],
  },
  {
    id: "NAME-IR101-HU",
    characterSet: "ISO_IR 101",
    encoded: "537afb63735ec1676e6573",
    name: { Alphabetic: "Szűcs^Ágnes" },
    typed: ["Szűcs", "Ágnes"],
  },
  {
    id: "NAME-IR109",
    characterSet: "ISO_IR 109",
    encoded: "a161646469656d5ed56f72f5",
    name: { Alphabetic: "Ħaddiem^Ġorġ" },
    typed: ["Ħaddiem", "Ġorġ"],
  },
  {
    id: "NAME-IR110",
    characterSet: "ISO_IR 110",
    encoded: "42ba727a69f1b95e4ae06e6973",
    name: { Alphabetic: "Bērziņš^Jānis" },
    typed: ["Bērziņš", "Jānis"],
  },
  {
    id: "NAME-IR148",
    characterSet: "ISO_IR 148",
    encoded: "59fd6c6d617a5e47fc6cfe6168",
    name: { Alphabetic: "Yılmaz^Gülşah" },
    typed: ["Yılmaz", "Gülşah"],
  },
  {
    id: "NAME-IR126",
    characterSet: "ISO_IR 126",
    encoded: "d0e1f0e1e4fcf0eff5ebeff25ec3e9fef1e3eff2",
    name: { Alphabetic: "Παπαδόπουλος^Γιώργος" },
    typed: ["Παπαδόπουλος", "Γιώργος"],
  },
  {
    id: "NAME-IR166",
    characterSet: "ISO_IR 166",
    encoded: "e3a8b4d55ecac1aad2c2",
    name: { Alphabetic: "ใจดี^สมชาย" },
    typed: ["ใจดี", "สมชาย"],
  },
  {
    id: "NAME-IR166-MALI",
    characterSet: "ISO_IR 166",
    encoded: "b7cda7cad8a25ec1d2c5d5",
    name: { Alphabetic: "ทองสุข^มาลี" },
    typed: ["ทองสุข", "มาลี"],
  },
  {
    id: "NAME-GBK",
    characterSet: "GBK",
    encoded: "4c695e5869616f6d696e673dc0ee5ecffec3f7",
    name: { Alphabetic: "Li^Xiaoming", Ideographic: "李^晓明" },
    typed: ["李", "晓明"],
  },
  {
    id: "NAME-GB18030-BO",
    characterSet: "GB18030",
    encoded:
      "54656e7a696e5e446f6c6d613d8132f1308132f2368132f8338132f0378132e9358132f2308132f1" +
      "358132f3388132f0375e8132f2368132f7308132fa328132f4388132f2338132e9358132f132",
    name: { Alphabetic: "Tenzin^Dolma", Ideographic: "བསྟན་འཛིན^སྒྲོལ་མ" },
    typed: ["བསྟན་འཛིན", "སྒྲོལ་མ"],
  },
  {
    id: "NAME-IR13",
    characterSet: "ISO_IR 13",
    encoded: "bdbddeb75eb2c1dbb3",
    name: { Alphabetic: "ｽｽﾞｷ^ｲﾁﾛｳ" },
    typed: ["ｽｽﾞｷ", "ｲﾁﾛｳ"],
  },
  {
    id: "NAME-IR144-KU",
    characterSet: "ISO_IR 144",
    encoded: "bae3d7ddd5e6ded2d05ebedbecd3d0",
    name: { Alphabetic: "Кузнецова^Ольга" },
    typed: ["Кузнецова", "Ольга"],
  },
  {
    id: "NAME-IR100-BUC",
    characterSet: "ISO_IR 100",
    encoded: "4275635e4ae972f46d65",
    name: { Alphabetic: "Buc^Jérôme" },
    typed: ["Buc", "Jérôme"],
  },
  {
    id: "NAME-IR100-DK",
    characterSet: "ISO_IR 100",
    encoded: "53f872656e73656e5ec57365",
    name: { Alphabetic: "Sørensen^Åse" },
    typed: ["Sørensen", "Åse"],
  },
  {
    id: "NAME-IR192-VI",
    characterSet: "ISO_IR 192",
    encoded: "4e677579e1bb856e5e5468e1bb8b2048e1bb936e67",
    name: { Alphabetic: "Nguyễn^Thị Hồng" },
    typed: ["Nguyễn", "Thị Hồng"],
  },
  {
    id: "NAME-IR192-HI",
    characterSet: "ISO_IR 192",
    encoded: "e0a4b6e0a4b0e0a58de0a4aee0a4be5ee0a4aae0a58de0a4b0e0a4bfe0a4afe0a4be",
    name: { Alphabetic: "शर्मा^प्रिया" },
    typed: ["शर्मा", "प्रिया"],
  },
  {
    id: "NAME-IR58",
    characterSet: "\\ISO 2022 IR 58",
    encoded: "4368656e5e4775696875613d1b242941b3c25e1b242941b9f0bba8",
    name: { Alphabetic: "Chen^Guihua", Ideographic: "陈^桂花" },
    typed: ["陈", "桂花"],
  },
  {
    id: "NAME-IR149-KIM",
    characterSet: "\\ISO 2022 IR 149",
    encoded: "4b696d5e4875696a756e673d1b242943d1d15e1b242943fdecf1e93d1b242943b1e85e1b242943c8f1c1df",
    name: { Alphabetic: "Kim^Huijung", Ideographic: "金^喜中", Phonetic: "김^희중" },
    typed: ["金", "喜中"],
  },
  {
    id: "NAME-IR87-SUZUKI",
    characterSet: "\\ISO 2022 IR 87",
    encoded:
      "53757a756b695e49636869726f753d1b24424e6b4c5a1b28425e1b2442306c4f3a1b28423d1b2442" +
      "2439243a242d1b28425e1b244224242441246d24261b2842",
    name: { Alphabetic: "Suzuki^Ichirou", Ideographic: "鈴木^一郎", Phonetic: "すずき^いちろう" },
    typed: ["鈴木", "一郎"],
  },
];
