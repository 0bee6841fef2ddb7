import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXPLICIT, file } from "../../../support/dicom-encodings";
import type { LuaRuntime } from "../../../support/lua-runtime";
import { startStore, verdictsOf } from "../../../support/store";
import { explicit, FACTS, instance, names, padded, PIXELS, SECONDARY_CAPTURE } from "../../../support/store-files";

let lua: LuaRuntime;
beforeAll(async () => {
  lua = await startStore();
});
afterAll(async () => {
  await lua.stop();
});

const verdicts = async (files: readonly Buffer[]): Promise<unknown[]> => verdictsOf(lua, files);
const verdict = async (bytes: Buffer): Promise<unknown> => (await verdictsOf(lua, [bytes]))[0];

describe("identifiers in a data set", () => {
  test("a data set that lacks an identifier has a fault for each one", async () => {
    const files = (["sopClass", "sopInstance", "series", "study"] as const).flatMap((name) => [
      instance({ [name]: undefined }),
      instance({ [name]: "" }),
      instance({ [name]: " \0" }),
    ]);
    const faults = ["no-sop-class", "no-sop-uid", "no-series-uid", "no-study-uid"];
    expect(await verdicts(files)).toEqual(faults.flatMap((fault) => [fault, fault, fault]));
  });

  test("a data set may have valid UIDs of up to 64 characters", async () => {
    const most = `1.${"2".repeat(62)}`;
    expect(await verdicts(["1", most, "1.2\0", "1.2 ", "0.1"].map((study) => instance({ study })))).toMatchObject(
      ["1", most, "1.2", "1.2", "0.1"].map((study) => ({ study })),
    );
    const bad = [`${most}3`, "1.2.x", " 1.2", "1..2", "1.2.", ".1", "1\\2", "1.2\x003", "\xe4", "-1", "1".repeat(300)];
    const said = await verdicts(
      bad.flatMap((uid) => [
        instance({ study: uid }),
        instance({ series: uid }),
        instance({ sopInstance: uid }),
        instance({ sopClass: uid }),
      ]),
    );
    expect(new Set(said)).toEqual(new Set(["bad-uid"]));
  });

  test("a data set's patient ID is read as Orthanc does", async () => {
    const set = (value: string): Buffer => explicit(0x00080005, "CS", padded(value, " "));
    const of = (id: string, charset?: string): Buffer =>
      file(EXPLICIT, [...(charset === undefined ? [] : [set(charset)]), ...names(explicit, { patientId: id })]);
    const utf8 = (text: string): string => Buffer.from(text).toString("latin1");
    const cases = [
      [of("Px "), "Px"],
      [of(" Px"), " Px"],
      [of("A\0B"), "A"],
      [of(""), ""],
      [of("A\\B"), "A\\B"],
      [of("\xc4x"), utf8("Äx")],
      [of("\xc4x", "ISO_IR 100"), utf8("Äx")],
      [of(utf8("Ä"), "ISO_IR 192"), utf8("Ä")],
      [of("\xc4x", "ISO_IR 192"), undefined],
      [of("\xc4x", "ISO_IR 101"), undefined],
      [of("\x1b$B0l\x1b(B", "ISO 2022 IR 6\\ISO 2022 IR 87"), undefined],
      [of("ab", "ISO 2022 IR 6\\ISO 2022 IR 87"), "ab"],
      [of("x".repeat(256)), "x".repeat(256)],
    ] as const;
    const said = await verdicts(cases.map(([bytes]) => bytes));
    expect(said.map((facts) => (facts as { patientId?: string }).patientId)).toEqual(cases.map(([, id]) => id));
    expect(await verdicts([instance({ patientId: undefined }), of("x".repeat(257))])).toMatchObject([
      { patientId: "" },
      "bad-patient-id",
    ]);
  });

  test("a data set's own identifiers count before the File Meta Information, but either makes it a DICOMDIR", async () => {
    const meta = (sopClass: string): Buffer => {
      const fields = [
        explicit(0x00020002, "UI", padded(sopClass)),
        explicit(0x00020003, "UI", padded("1.9")),
        explicit(0x00020010, "UI", padded(EXPLICIT)),
      ];
      return Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), ...fields]);
    };
    const DIRECTORY = "1.2.840.10008.1.3.10";
    const said = await verdicts([
      Buffer.concat([meta(SECONDARY_CAPTURE), ...names(explicit)]),
      Buffer.concat([meta(DIRECTORY), ...names(explicit)]),
      Buffer.concat([meta(DIRECTORY), explicit(0x00041130, "CS", Buffer.from("AB"))]),
      instance({ sopClass: DIRECTORY }),
    ]);
    expect(said).toMatchObject([FACTS, "dicomdir", "dicomdir", "dicomdir"]);
  });

  test("File Meta Information may have its SOP Instance UID twice with one value, and nothing else twice", async () => {
    const uid = (tag: number, value: string): Buffer => explicit(tag, "UI", padded(value));
    const [CLASS, INSTANCE, SYNTAX] = [0x00020002, 0x00020003, 0x00020010];
    const meta = (...elements: readonly Buffer[]): Buffer =>
      Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), ...elements, ...names(explicit)]);
    const said = await verdicts([
      meta(uid(CLASS, SECONDARY_CAPTURE), uid(INSTANCE, "1.9"), uid(INSTANCE, "1.9"), uid(SYNTAX, EXPLICIT)),
      meta(uid(INSTANCE, "1.9"), uid(CLASS, SECONDARY_CAPTURE), uid(INSTANCE, "1.9"), uid(SYNTAX, EXPLICIT)),
      meta(uid(INSTANCE, "1.9"), uid(INSTANCE, "1.8"), uid(SYNTAX, EXPLICIT)),
      meta(uid(INSTANCE, "1.9"), uid(INSTANCE, "1.90"), uid(SYNTAX, EXPLICIT)),
      meta(uid(INSTANCE, "1.".padEnd(300, "2")), uid(INSTANCE, "1.".padEnd(300, "2")), uid(SYNTAX, EXPLICIT)),
      meta(uid(CLASS, SECONDARY_CAPTURE), uid(CLASS, SECONDARY_CAPTURE), uid(SYNTAX, EXPLICIT)),
      meta(uid(SYNTAX, EXPLICIT), uid(SYNTAX, EXPLICIT)),
      instance({}, [uid(INSTANCE, "1.9")]),
      file(EXPLICIT, [uid(0x00080018, "1.2.3.4.5"), ...names(explicit)]),
    ]);
    expect(said).toMatchObject([FACTS, FACTS, ...Array<string>(7).fill("malformed")]);
  });

  test("File Meta Information has to be as long as it says, since DCMTK reads it by that length", async () => {
    const group = explicit(0x00080000, "UL", Buffer.from([0, 1, 0, 0]));
    const behind = [group, ...names(explicit)];
    const right = file(EXPLICIT, behind);
    const length = right.readUInt32LE(140);
    const said = await verdicts([right, ...[12, 8, -8].map((more) => file(EXPLICIT, behind, length + more))]);
    expect(said).toMatchObject([FACTS, "malformed", "malformed", "malformed"]);
  });

  test("a data set has its identifiers before its pixels", async () => {
    expect(await verdict(file(EXPLICIT, [PIXELS, ...names(explicit)]))).toBe("no-sop-class");
    expect(await verdict(instance({}, [PIXELS, explicit(0x0020000d, "UI", padded("1.9"))]))).toMatchObject(FACTS);
  });
});
