import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { EXPLICIT, file, IMPLICIT, item, SEQUENCE_END, sequence, UNDEFINED } from "../support/dicom-encodings";
import { storescu } from "../support/c-store";
import { collimator, collimatorJson } from "../support/collimator";
import { cStore } from "../support/dimse";
import { docker } from "../support/docker";
import { orthancPid } from "../support/orthanc-threads";
import { deflated, explicit, implicit, names, nested, SECONDARY_CAPTURE, type Write } from "../support/store-files";
import { sendParts } from "../support/store-parts";
import { uidOf } from "../../scripts/lib/uid";

const stack = inject("stack");
const run = randomUUID();
const RLE = "1.2.840.10008.1.2.5";
const MEBIBYTE = 1024 * 1024;
const CANNOT_UNDERSTAND = 0xc000;
/** The archive's log names ten objects of a reason in a minute. */
const WINDOW_MS = 60_000;
const OTHER_CONTENT = 0xa900;
const DUPLICATE = 0x0111;

let pid: string;
beforeAll(async () => {
  pid = await orthancPid();
});
afterAll(async () => {
  expect(await orthancPid()).toBe(pid);
});

const uid = (name: string, part: string): string => uidOf(`${run} ${name} ${part}`);

/** A data set that begins with the elements that name its instance, followed by `more`. */
function dataSetOf(name: string, write: Write, more: Buffer): Buffer {
  const given = { sopInstance: uid(name, "instance"), study: uid(name, "study"), series: uid(name, "series") };
  return Buffer.concat([...names(write, { ...given, patientId: run.slice(0, 8) }), more]);
}

const fileOf = (name: string, more: Buffer): Buffer => file(EXPLICIT, [dataSetOf(name, explicit, more)]);

async function send(name: string, syntax: string, more: Buffer): Promise<number | undefined> {
  const dataSet = dataSetOf(name, syntax === IMPLICIT ? implicit : explicit, more);
  const sopInstance = uid(name, "instance");
  const sent = { sopClass: SECONDARY_CAPTURE, sopInstance, transferSyntax: syntax, dataSet, isLast: true };
  return cStore({ port: stack.dicomPort, aet: stack.aet }, sent);
}

const NOTHING = Buffer.alloc(0);
const items = (count: number): Buffer => Buffer.alloc(8 * count).fill(item(Buffer.alloc(0)));
const withLength = (write: Write, count: number): Buffer => write(0x00400275, "SQ", items(count));
const text = (write: Write, vr: string, bytes: number): Buffer => write(0x0040a160, vr, Buffer.alloc(bytes, "a"));
const pixels = (fragments: readonly Buffer[]): Buffer =>
  sequence(true, 0x7fe00010, [item(Buffer.alloc(0)), ...fragments.map((one) => item(one))], "OB");

/** Objects beyond the bounds of uploads by HTTP, in each encoding in which DCMTK reads them from the network. */
const BEYOND: readonly (readonly [name: string, syntax: string, more: Buffer])[] = [
  ["too many items with a length", EXPLICIT, withLength(explicit, 151_000)],
  ["too many items with a length, implicit VR", IMPLICIT, withLength(implicit, 151_000)],
  [
    "too many items without a length",
    EXPLICIT,
    explicit(0x00400275, "SQ", Buffer.concat([items(151_000), SEQUENCE_END]), UNDEFINED),
  ],
  ["too much text", EXPLICIT, text(explicit, "UT", 33 * MEBIBYTE)],
  ["too much text, implicit VR", IMPLICIT, text(implicit, "UT", 33 * MEBIBYTE)],
  ["too many values", EXPLICIT, explicit(0x0040a160, "UC", Buffer.alloc(11 * MEBIBYTE, "\\"))],
  ["a frame in RLE without a byte", RLE, pixels([Buffer.alloc(0)])],
];

test.each(BEYOND)("C-STORE refuses an object with %s", async (name, syntax, more) => {
  expect(await send(name, syntax, more)).toBe(CANNOT_UNDERSTAND);
});

async function log(): Promise<string> {
  const { stdout, stderr } = await docker("logs", "--tail", "200", `${stack.project}-orthanc-1`);
  return stdout + stderr;
}

test(
  "Orthanc's log says what was wrong with a refused object and who sent it",
  { timeout: 3 * WINDOW_MS },
  async () => {
    const [name, why] = ["logged", `malformed, SOP instance ${uid("logged", "instance")}`];
    const sendAndLook = async (): Promise<string | undefined> => {
      expect(await send(name, RLE, pixels([Buffer.alloc(0)]))).toBe(CANNOT_UNDERSTAND);
      return (await log()).split("\n").find((line) => line.includes(why));
    };
    // If others have had the lines of this minute, the object's own comes with the next one.
    await expect
      .poll(sendAndLook, { interval: 2000, timeout: 2 * WINDOW_MS })
      .toMatch(/refused an object by C-STORE, AE title "HOSTILE", from [\d.]+: malformed/);
  },
);

async function counted(reason: string): Promise<number> {
  return (await collimatorJson<Record<string, number>>("refusals", "c-store"))[reason] ?? 0;
}

test("refusals by C-STORE are counted by reason", async () => {
  const before = await counted("malformed");
  for (let count = 0; count < 12; count += 1) {
    expect(await send(`counted ${count}`, RLE, pixels([Buffer.alloc(0)]))).toBe(CANNOT_UNDERSTAND);
  }
  expect(await counted("malformed")).toBeGreaterThanOrEqual(before + 12);
  const { status, stdout } = await collimator("refusals", "c-store");
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ +count {2}reason\n(?: *\d+ {2}[a-z-]+\n)*? *\d+ {2}malformed\n/);
});

/** What is beyond the limits before the object says its UID: only its message and its File Meta Information name it. */
describe("a fault that stands before the UID of an object", () => {
  /** Sent until its line is among the ten of a minute. */
  async function expectNamed(name: string, reason: string, sendOnce: () => Promise<void>): Promise<void> {
    const before = await counted(reason);
    const line = `: ${reason}, SOP instance ${uid(name, "instance")}`;
    const sendAndLook = async (): Promise<string> => {
      await sendOnce();
      return log();
    };
    await expect.poll(sendAndLook, { interval: 2000, timeout: 2 * WINDOW_MS }).toContain(line);
    expect(await counted(reason)).toBeGreaterThan(before);
  }

  test("too many items", { timeout: 3 * WINDOW_MS }, async () => {
    const dataSet = Buffer.concat([explicit(0x00080006, "SQ", items(151_000)), dataSetOf("early", explicit, NOTHING)]);
    const sent = { sopClass: SECONDARY_CAPTURE, sopInstance: uid("early", "instance"), transferSyntax: EXPLICIT };
    await expectNamed("early", "too-many-elements", async () => {
      const peer = { port: stack.dicomPort, aet: stack.aet };
      expect(await cStore(peer, { ...sent, dataSet, isLast: true })).toBe(CANNOT_UNDERSTAND);
    });
  });

  test("a deflated data set that becomes too large", { timeout: 3 * WINDOW_MS }, async () => {
    const zeros = explicit(0x00420011, "OB", Buffer.alloc(48 * MEBIBYTE));
    const bytes = deflated(dataSetOf("zeros", explicit, zeros));
    await expectNamed("zeros", "inflates-too-far", async () => {
      const { stdout, stderr } = await storescu([bytes], stack.aet, ["-v", "-xd"]);
      expect(stdout + stderr).toContain("Received Store Response (Error: CannotUnderstand)");
    });
  });
});

test("C-STORE refuses an object whose SOP Instance UID has other characters than a UID", async () => {
  const before = await counted("malformed");
  // Orthanc strikes out the escape sequence: to it the two have one UID.
  const sopInstance = `${uid("letters", "instance")}\u001b(B`;
  const given = { sopInstance, study: uid("letters", "study"), series: uid("letters", "series") };
  const dataSet = Buffer.concat(names(explicit, { ...given, patientId: run.slice(0, 8) }));
  const sent = { sopClass: SECONDARY_CAPTURE, sopInstance, transferSyntax: EXPLICIT, dataSet, isLast: true };
  expect(await cStore({ port: stack.dicomPort, aet: stack.aet }, sent)).toBe(CANNOT_UNDERSTAND);
  expect(await counted("malformed")).toBeGreaterThan(before);
});

// Sent by DCMTK's storescu: its receiver does not read the deflated data sets of every sender.
test.each([
  ["beyond", 151_000, "(Error: CannotUnderstand)"],
  ["within", 1000, "(Success)"],
])("a deflated object with items %s the limit gets the matching C-STORE status", async (name, count, status) => {
  const [sopInstance, study, series] = [uid(name, "instance"), uid(name, "study"), uid(name, "series")];
  const dataSet = [...names(explicit, { sopInstance, study, series }), withLength(explicit, count)];
  const { stdout, stderr } = await storescu([deflated(Buffer.concat(dataSet))], stack.aet, ["-v", "-xd"]);
  expect(stdout + stderr).toContain(`Received Store Response ${status}`);
});

const WITHIN: readonly (readonly [name: string, syntax: string, more: Buffer])[] = [
  ["items below the limit", EXPLICIT, withLength(explicit, 100_000)],
  ["items below the limit, implicit VR", IMPLICIT, withLength(implicit, 100_000)],
  ["text below the limit", EXPLICIT, text(explicit, "UT", 31 * MEBIBYTE)],
  ["more bytes in an unknown VR than text may have", EXPLICIT, text(explicit, "UN", 40 * MEBIBYTE)],
  ["frames in RLE", RLE, pixels([Buffer.alloc(64, 1), Buffer.alloc(64, 2)])],
];

test.each(WITHIN)("C-STORE accepts an object with %s", async (name, syntax, more) => {
  expect(await send(name, syntax, more)).toBe(0);
});

describe("objects already in the archive", () => {
  const body = (name: string): Buffer => explicit(0x00324000, "LT", Buffer.from(name));
  /** Nested sequences of undefined length: DCMTK writes them with explicit lengths. */
  const deep = nested(explicit, 3, false);

  test("storing the same object again by C-STORE succeeds", async () => {
    const more = Buffer.concat([body("first "), deep]);
    expect(await send("again", EXPLICIT, more)).toBe(0);
    expect(await send("again", EXPLICIT, more)).toBe(0);
    // The same content in another encoding.
    expect(
      await send(
        "again",
        IMPLICIT,
        Buffer.concat([implicit(0x00324000, "LT", Buffer.from("first ")), nested(implicit, 3, true)]),
      ),
    ).toBe(0);
  });

  test("C-STORE refuses an object that is already stored with other content", async () => {
    expect(await send("other", EXPLICIT, body("first "))).toBe(0);
    expect(await send("other", EXPLICIT, body("second"))).toBe(OTHER_CONTENT);
    expect(await send("other", EXPLICIT, Buffer.concat([body("first "), deep]))).toBe(OTHER_CONTENT);
    expect(await send("other", EXPLICIT, body("first "))).toBe(0);
  });

  test("STOW-RS accepts an object again that C-STORE has stored in another encoding", async () => {
    const more = Buffer.concat([body("first "), deep]);
    expect(await send("stow", EXPLICIT, more)).toBe(0);
    const instance = uid("stow", "instance");
    const same = await sendParts([{ bytes: fileOf("stow", more) }]);
    expect({ stored: same.stored, failed: same.failed }).toEqual({ stored: [instance], failed: [] });
    const { failed } = await sendParts([{ bytes: fileOf("stow", Buffer.concat([body("second"), deep])) }]);
    expect(failed).toEqual([[instance, DUPLICATE]]);
  });
});
