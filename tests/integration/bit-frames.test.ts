import { beforeAll, expect, test } from "vitest";
import { writeInstance } from "../../scripts/lib/dicom-writer";
import { gatewayFrame, isSliced, orthancFrames } from "../support/frame-answers";
import { storeFiles } from "../support/multipart";
import { instanceUid, seriesUid, studyUid, text } from "../support/objects/elements";
import { type Grid, HEAD } from "../support/objects/head-ct";
import { segmentation, type Segment } from "../support/objects/segmentation";
import { pictureHeader, SIZE, uidsOf } from "../support/pictures";
import { ask } from "../support/session";

const box: Segment = { label: "Box", lab: [50, 80, 60], columns: [8, 19], rows: [5, 14], slices: [0, 2] };
const odd: Grid = { slices: 4, rows: 21, columns: 31 };
const COLOUR = "BIT FRAMES YBR_FULL_422";

beforeAll(async () => {
  await storeFiles([segmentation("BIT FRAMES ODD", [box], odd), segmentation("BIT FRAMES EVEN", [box])]);
  const header = pictureHeader(COLOUR, { bits: 8, samples: 3, frames: 1 });
  const changed = header.map((element) =>
    element.tag === 0x00280004 ? text(0x00280004, "CS", "YBR_FULL_422") : element,
  );
  const pixels = { tag: 0x7fe00010, vr: "OB", value: Buffer.alloc(SIZE * SIZE * 2, 128) };
  await storeFiles([writeInstance([...changed, pixels])]);
});

const pathOf = (study: string): string => {
  const place = { study, series: "Boxes" };
  return `/studies/${studyUid(study)}/series/${seriesUid(place)}/instances/${instanceUid(place)}`;
};

test.each([
  ["that end within a byte", "BIT FRAMES ODD", odd],
  ["of whole bytes", "BIT FRAMES EVEN", HEAD],
])("one-bit frames %s are cut out of the file", async (_, study, { rows, columns }) => {
  const expected = Buffer.alloc(Math.ceil((rows * columns) / 8));
  for (let row = box.rows[0]; row <= box.rows[1]; row += 1) {
    for (let column = box.columns[0]; column <= box.columns[1]; column += 1) {
      const bit = row * columns + column;
      expected.writeUInt8(expected.readUInt8(bit >> 3) | (1 << (bit & 7)), bit >> 3);
    }
  }
  for (const number of [1, 2, 3]) {
    const frame = await gatewayFrame(pathOf(study), number);
    expect([frame.status, isSliced(frame)], `frame ${number}`).toEqual([200, true]);
    expect(frame.bytes.equals(expected), `frame ${number}`).toBe(true);
  }
});

test("one-bit frames of whole bytes equal the archive's own", async () => {
  const [original] = await orthancFrames(pathOf("BIT FRAMES EVEN"), [2]);
  const frame = await gatewayFrame(pathOf("BIT FRAMES EVEN"), 2);
  expect([frame.head, frame.bytes.equals(original?.bytes ?? Buffer.alloc(0))]).toEqual([original?.head, true]);
});

test("a missing frame gets a different answer from one that can't be cut out", async () => {
  const { study, series, instance } = uidsOf(COLOUR);
  const colour = `/studies/${study}/series/${series}/instances/${instance}`;
  for (const [path, number, reason] of [
    [colour, 1, "frame-not-cut"],
    [pathOf("BIT FRAMES ODD"), 4, "no-such-frame"],
  ] as const) {
    const answer = await ask(`/pacs${path}/frames/${number}`, {
      headers: { Accept: "multipart/related; type=application/octet-stream; transfer-syntax=*" },
    });
    expect([answer.status, ((await answer.json()) as { reason: string }).reason]).toEqual([400, reason]);
  }
  expect((await ask(`/pacs${colour}/bulk/7fe00010`, { headers: { Accept: "*/*" } })).status).toBe(200);
});
