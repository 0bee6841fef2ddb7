import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { dicomJson } from "../support/dicom-json";
import { EXPLICIT, file } from "../support/dicom-encodings";
import { ask } from "../support/session";
import { explicit, names, padded, SECONDARY_CAPTURE } from "../support/store-files";
import { sendParts } from "../support/store-parts";
import { uidOf } from "../../scripts/lib/uid";

const MALFORMED = 0xc000;

/** An instance of its own, as elements. */
function newNames(): {
  readonly uids: Record<"study" | "series" | "sopInstance", string>;
  readonly elements: Buffer[];
} {
  const name = randomUUID();
  const uids = { study: uidOf(`${name} 1`), series: uidOf(`${name} 2`), sopInstance: uidOf(`${name} 3`) };
  return { uids, elements: names(explicit, { ...uids, patientId: name.slice(0, 8) }) };
}

/** A file whose File Meta Information has these SOP Instance UIDs. */
function fileWith(media: readonly string[], elements: readonly Buffer[]): Buffer {
  const rows = [
    explicit(0x00020001, "OB", Buffer.from([0, 1])),
    explicit(0x00020002, "UI", padded(SECONDARY_CAPTURE)),
    ...media.map((uid) => explicit(0x00020003, "UI", padded(uid))),
    explicit(0x00020010, "UI", padded(EXPLICIT)),
  ];
  const meta = Buffer.concat(rows);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  const head = [Buffer.alloc(128), Buffer.from("DICM"), explicit(0x00020000, "UL", length), meta];
  return Buffer.concat([...head, ...elements]);
}

test("a file with its SOP Instance UID twice in File Meta Information is stored, and archive and gateway read the same", async () => {
  const { uids, elements } = newNames();
  const bytes = fileWith([uids.sopInstance, uids.sopInstance], elements);
  expect(await sendParts([{ bytes }])).toMatchObject({ status: 200, stored: [uids.sopInstance], failed: [] });
  const [found] = await dicomJson(`/pacs/instances?SOPInstanceUID=${uids.sopInstance}`);
  expect(found?.["00080018"]?.Value).toEqual([uids.sopInstance]);
  const path = `/pacs/studies/${uids.study}/series/${uids.series}/instances/${uids.sopInstance}`;
  // The archive's index says the transfer syntax.
  const answer = await ask(path, { headers: { Accept: `application/dicom; transfer-syntax=${EXPLICIT}` } });
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  const [metadata] = await dicomJson(`${path}/metadata`);
  expect(metadata?.["00080018"]?.Value).toEqual([uids.sopInstance]);
});

test("a file with two SOP Instance UIDs in File Meta Information, or whose length is wrong, is refused", async () => {
  const two = newNames();
  const long = newNames();
  const group = explicit(0x00080000, "UL", Buffer.from([0, 1, 0, 0]));
  const right = file(EXPLICIT, [group, ...long.elements]);
  const parts = [
    fileWith([two.uids.sopInstance, "1.2.3"], two.elements),
    file(EXPLICIT, [group, ...long.elements], right.readUInt32LE(140) + 12),
  ];
  for (const bytes of parts) {
    const { status, failed } = await sendParts([{ bytes }]);
    expect([status, failed.map(([, reason]) => reason)]).toEqual([409, [MALFORMED]]);
  }
});
