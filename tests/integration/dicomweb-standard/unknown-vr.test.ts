import { beforeAll, expect, test } from "vitest";
import { type Element, writeInstance } from "../../../scripts/lib/dicom-writer";
import { uidOf } from "../../../scripts/lib/uid";
import { dicomJson } from "../../support/dicom-json";
import { storeFiles } from "../../support/multipart";
import { onlyPart } from "../../support/part";
import { frameOf, pictureHeader, type Shape, uidsOf } from "../../support/pictures";
import { ask } from "../../support/session";

const SHAPE: Shape = { bits: 12, samples: 1, frames: 1 };
const NAME = "standard unknown VR";
/** An element with a tag of the dictionary whose VR the file gives as UN, as it may (PS3.5, section 6.2.2). */
const un = (tag: number, hex: string): Element => ({ tag, vr: "UN", value: Buffer.from(hex, "hex") });
const POINTER = un(0x00280009, "18006310");
const READABLE = [
  // Slice Thickness (DS), Frame Increment Pointer (AT), Smallest Image Pixel Value (US), Referenced RT Plan Sequence.
  un(0x00180050, "312e3530"),
  POINTER,
  un(0x00280106, "0500"),
  un(0x300c0002, "feff00e00c0000000800501104000000312e3200"),
];
/** Red Palette Color Lookup Table Data (OW). */
const PALETTE = un(0x00281201, "00000000");

const { study, series } = uidsOf(NAME);
const SERIES = `/pacs/studies/${study}/series/${series}`;
const [READ, UNREAD, PLAIN] = ["read", "unread", "plain"].map((name) => uidOf(`${NAME} ${name}`));
const addressOf = (uid: string | undefined): string => `${SERIES}/instances/${uid}`;

function instance(uid: string | undefined, more: readonly Element[]): Buffer {
  return writeInstance([
    ...pictureHeader(NAME, SHAPE).filter(({ tag }) => tag !== 0x00080018),
    { tag: 0x00080018, vr: "UI", value: uid ?? "" },
    ...more,
    { tag: 0x7fe00010, vr: "OW", value: frameOf(SHAPE, 0) },
  ]);
}

async function bytesAt(path: string): Promise<Buffer> {
  const answer = await ask(path, {
    headers: { Accept: 'multipart/related; type="application/octet-stream"; transfer-syntax=*' },
  });
  return onlyPart(answer.headers.get("content-type") ?? "", Buffer.from(await answer.arrayBuffer())).bytes;
}

beforeAll(async () => {
  await storeFiles([instance(READ, READABLE), instance(UNREAD, [PALETTE]), instance(PLAIN, [])]);
});

test("for elements of VR UN, metadata hold only text, and bulk data hold the rest", async () => {
  const [found] = await dicomJson(`${addressOf(READ)}/metadata`);
  const values = ["00180050", "00280009", "00280106", "300C0002"].map((tag) => found?.[tag]?.Value);
  expect(values).toEqual([["1.50"], undefined, undefined, undefined]);
  expect(await bytesAt(`${addressOf(READ)}/bulk/00280009`)).toEqual(POINTER.value);
});

test("an object with an OW element of VR UN has frames but no metadata, and its series' metadata leave it out", async () => {
  const answer = await ask(`${addressOf(UNREAD)}/metadata`, { headers: { Accept: "application/dicom+json" } });
  expect([answer.status, await answer.json()]).toMatchObject([500, { reason: "archive-failed" }]);
  const told = (await dicomJson(`${SERIES}/metadata`)).map((found) => found["00080018"]?.Value?.[0]);
  expect(new Set(told)).toEqual(new Set([READ, PLAIN]));
  expect(await bytesAt(`${addressOf(UNREAD)}/frames/1`)).toEqual(frameOf(SHAPE, 0));
});
