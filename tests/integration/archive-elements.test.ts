import { expect, inject, test } from "vitest";
import { sendByCStore } from "../support/c-store";
import { EXPLICIT, file, item, sequence } from "../support/dicom-encodings";
import { storeFiles } from "../support/multipart";
import { instanceUid, seriesUid, studyUid } from "../support/objects/elements";
import { askOrthanc, credentialsOf, orthancUsers } from "../support/orthanc-direct";
import {
  bigEndian,
  ENCODINGS,
  explicit,
  implicit,
  type Names,
  names,
  SECONDARY_CAPTURE,
  type Write,
} from "../support/store-files";

const STUDY = "counted elements";
/** Elements that each file has, and the sequence. */
const COMMON = 5 + 1;
const ITEMS = 6000;

function namesOf(name: string): Required<Names> {
  const place = { study: STUDY, series: name, modality: "OT", sopClass: SECONDARY_CAPTURE };
  return {
    sopClass: SECONDARY_CAPTURE,
    sopInstance: instanceUid(place),
    patientId: STUDY,
    study: studyUid(STUDY),
    series: seriesUid(place),
  };
}

/** The number that the archive has noted of a file; undefined of none. */
async function noted(name: string): Promise<number | undefined> {
  const stack = inject("stack");
  const credentials = credentialsOf(await orthancUsers(stack.project), "watch");
  const query = { SOPInstanceUID: namesOf(name).sopInstance };
  const body = JSON.stringify({ Level: "Instance", Query: query, ResponseContent: ["Metadata"] });
  const [answer] = await askOrthanc(stack, credentials, [{ line: "POST /tools/find", body }]);
  const found = JSON.parse(answer?.text ?? "[]") as { Metadata: { Elements?: string } }[];
  expect(found).toHaveLength(1);
  const number = found[0]?.Metadata.Elements;
  return number === undefined ? undefined : Number(number);
}

function fileOf(name: string, syntax: string, write: Write, more: readonly Buffer[]): Buffer {
  return file(syntax, [...names(write, namesOf(name)), ...more]);
}

/** Empty items in big endian. */
function bigItems(count: number): Buffer {
  return Buffer.concat(Array<Buffer>(count).fill(Buffer.from([0xff, 0xfe, 0xe0, 0, 0, 0, 0, 0])));
}

const empty = Array<Buffer>(ITEMS).fill(item(Buffer.alloc(0)));
const open = Array<Buffer>(ITEMS).fill(item(Buffer.alloc(0), true));
const inner = (write: Write): Buffer => write(0x00400254, "LO", Buffer.from("deep"));
const each = (write: Write): Buffer[] => Array<Buffer>(ITEMS).fill(item(inner(write), true));
const fragments = [item(Buffer.alloc(0)), item(Buffer.from("\\\\\\\\"))];

const CROWDED: readonly (readonly [name: string, expected: number, file: Buffer])[] = [
  ["items", COMMON + ITEMS, fileOf("items", EXPLICIT, explicit, [sequence(true, 0x00400275, empty)])],
  [
    "items with lengths",
    COMMON + ITEMS,
    fileOf("items with lengths", EXPLICIT, explicit, [explicit(0x00400275, "SQ", Buffer.concat(empty))]),
  ],
  ["open items", COMMON + ITEMS, fileOf("open items", EXPLICIT, explicit, [sequence(true, 0x00400275, open)])],
  [
    "elements",
    COMMON + 2 * ITEMS + 1,
    fileOf("elements", EXPLICIT, explicit, [
      sequence(true, 0x00400275, each(explicit)),
      explicit(0x00400280, "ST", Buffer.from("\\\\\\\\")),
    ]),
  ],
  [
    "implicit VR",
    COMMON + 2 * ITEMS,
    fileOf("implicit VR", ENCODINGS["implicit VR"]?.uid ?? "", implicit, [
      implicit(0x00400275, "SQ", Buffer.concat(Array<Buffer>(ITEMS).fill(item(inner(implicit))))),
    ]),
  ],
  [
    "big endian",
    COMMON + ITEMS,
    fileOf("big endian", ENCODINGS["big endian"]?.uid ?? "", bigEndian, [
      bigEndian(0x00400275, "SQ", bigItems(ITEMS), 8 * ITEMS),
    ]),
  ],
  [
    "unknown VR, without VRs inside, and elements behind",
    COMMON + 2 * ITEMS + 1,
    fileOf("unknown VR, without VRs inside, and elements behind", EXPLICIT, explicit, [
      sequence(true, 0x00400275, each(implicit), "UN"),
      explicit(0x00400280, "ST", Buffer.from("text")),
    ]),
  ],
  [
    "values of text",
    COMMON + 2 + 2 * 3000 + 500,
    fileOf("values of text", EXPLICIT, explicit, [
      explicit(0x00090010, "LO", Buffer.from("COUNTED ")),
      ...[0, 1].map((at) => explicit(0x00091000 + at, "UC", Buffer.alloc(60_000, "\\"))),
    ]),
  ],
  [
    "values of numbers",
    COMMON + 4 + 4 * 1350,
    fileOf("values of numbers", EXPLICIT, explicit, [
      explicit(0x00090010, "LO", Buffer.from("COUNTED ")),
      ...[0, 1, 2, 3].map((at) => explicit(0x00091000 + at, "US", Buffer.alloc(54_000))),
    ]),
  ],
];

test("the archive records how many elements a large file has, in every encoding", async () => {
  await storeFiles(CROWDED.map(([, , bytes]) => bytes));
  for (const [name, expected] of CROWDED) {
    const number = (await noted(name)) ?? 0;
    // Texts and what may be numbers count besides.
    expect([name, number >= expected, number <= 1.1 * expected], String(number)).toEqual([name, true, true]);
  }
});

test("a long text counts by the size it has in JSON", async () => {
  const text = (byte: number): Buffer => Buffer.alloc(4_500_000, byte);
  await storeFiles([
    fileOf("letters", EXPLICIT, explicit, [explicit(0x0040a160, "UT", text(0x61))]),
    fileOf("control characters", EXPLICIT, explicit, [explicit(0x0040a160, "UT", text(1))]),
  ]);
  const [letters = 0, others = 0] = [await noted("letters"), await noted("control characters")];
  expect(Math.floor(letters / 100)).toBe(100);
  expect(Math.floor(others / 100)).toBe(600);
});

test("the archive records the number of elements of objects received by C-STORE", async () => {
  await sendByCStore([fileOf("by C-STORE", EXPLICIT, explicit, [sequence(true, 0x00400275, open)])]);
  expect(await noted("by C-STORE")).toBeGreaterThan(ITEMS);
});

test("values of objects with few elements and fragments of pixel data do not count as elements", async () => {
  const pixels = sequence(true, 0x7fe00010, Array<Buffer[]>(4000).fill(fragments).flat(), "OB");
  await storeFiles([
    fileOf("pixels", "1.2.840.10008.1.2.4.50", explicit, [pixels]),
    fileOf("long texts", EXPLICIT, explicit, [
      explicit(0x00400280, "UT", Buffer.alloc(400_000, "\\")),
      explicit(0x00420011, "OB", Buffer.alloc(400_000, "\\")),
    ]),
  ]);
  expect([await noted("pixels"), await noted("long texts")]).toEqual([undefined, undefined]);
});
