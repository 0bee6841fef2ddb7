import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { writeInstance } from "../../scripts/lib/dicom-writer";
import { uidOf } from "../../scripts/lib/uid";
import { serve, untilFollowed, untilHit } from "../support/cache";
import { sendByCStore } from "../support/c-store";
import { within } from "../support/docker";
import { gatewayFrame } from "../support/frame-answers";
import { storeFiles } from "../support/multipart";
import { orthancIdOf } from "../support/orthanc-id";
import { withOrthancSettings } from "../support/orthanc-settings";
import { frameOf, pictureHeader, type Shape, uidsOf } from "../support/pictures";
import { remove } from "../support/session";
import { sendParts } from "../support/store-parts";

const stack = inject("stack");
const SHAPE: Shape = { bits: 12, samples: 1, frames: 1 };

/** The same instance, with other pixels and another label by `version`; `uid`: another instance of the series. */
function pictureOf(name: string, version: number, uid = uidsOf(name).instance): Buffer {
  const label = { tag: 0x00204000, vr: "LT", value: `version ${version}` };
  const pixels = { tag: 0x7fe00010, vr: "OW", value: frameOf(SHAPE, version) };
  const header = pictureHeader(name, SHAPE).map((one) => (one.tag === 0x00080018 ? { ...one, value: uid } : one));
  return writeInstance([...header, label, pixels]);
}

const seriesOf = (name: string): string => `studies/${uidsOf(name).study}/series/${uidsOf(name).series}`;
const instanceOf = (name: string): string => `/${seriesOf(name)}/instances/${uidsOf(name).instance}`;

/** Which version metadata and frame are of, -1 for none. */
async function shown(name: string): Promise<{ readonly metadata: number; readonly frame: number }> {
  const { body } = await serve(`${seriesOf(name)}/metadata`);
  const { bytes } = await gatewayFrame(instanceOf(name), 1);
  const frame = [1, 2].find((version) => bytes.equals(frameOf(SHAPE, version))) ?? -1;
  return { metadata: Number(/version (\d)/.exec(body.toString())?.[1] ?? -1), frame };
}

/** Stores the first version and has it kept. */
async function keepFirst(name: string): Promise<void> {
  await storeFiles([pictureOf(name, 1)]);
  await untilFollowed();
  await untilHit(`${seriesOf(name)}/metadata`);
  expect(await shown(name)).toEqual({ metadata: 1, frame: 1 });
}

test("by default the archive keeps the first version of an object, and that one is shown", async () => {
  const name = randomUUID();
  await keepFirst(name);
  const answer = await sendParts([{ bytes: pictureOf(name, 2) }]);
  expect([answer.status, answer.failed.length]).toEqual([409, 1]);
  expect(await shown(name)).toEqual({ metadata: 1, frame: 1 });
});

/** The labels that the metadata of the series has. */
async function labels(name: string): Promise<string[]> {
  const { body } = await serve(`${seriesOf(name)}/metadata`);
  return [...body.toString().matchAll(/(version \d)/g)].map(([label]) => label).toSorted();
}

/** Deletes the instance, through the gateway, as Orthanc Explorer does it. */
async function removeInstance(name: string): Promise<void> {
  const { study, series, instance } = uidsOf(name);
  const id = orthancIdOf("PICTURE", study, series, instance);
  const answer = await remove(`/pacs-admin/instances/${id}`);
  expect(answer.status).toBe(200);
}

/** Stores the first version beside another instance of the series, and has both kept. */
async function keepTwo(name: string): Promise<void> {
  await storeFiles([pictureOf(name, 1), pictureOf(name, 3, uidOf(`${name} other`))]);
  await untilFollowed();
  await untilHit(`${seriesOf(name)}/metadata`);
  expect(await labels(name)).toEqual(["version 1", "version 3"]);
}

// The archive keeps the metadata of a series itself, and takes them for right where the same UIDs are there again.
describe("instances deleted and stored again with other content, which nobody has read in between", () => {
  test("an instance stored again with other content is shown at once after an upload", async () => {
    const name = randomUUID();
    await keepTwo(name);
    await removeInstance(name);
    await storeFiles([pictureOf(name, 2)]);
    expect(await labels(name)).toEqual(["version 2", "version 3"]);
  });

  test("an instance stored again with other content is shown soon after a C-STORE, and the old one is not shown before", async () => {
    const name = randomUUID();
    await keepTwo(name);
    await removeInstance(name);
    await sendByCStore([pictureOf(name, 2)]);
    await within("both", 8, async () => ((await labels(name)).length === 2 ? true : undefined));
    expect(await labels(name)).toEqual(["version 2", "version 3"]);
  });
});

describe("an archive that overwrites: other pixels under the same UIDs", () => {
  let restore: () => Promise<void>;
  beforeAll(async () => {
    restore = await withOrthancSettings(stack, { OverwriteInstances: "Always" });
  });
  afterAll(async () => {
    await restore();
  });

  test("overwritten pixels are shown at once after an upload", async () => {
    const name = randomUUID();
    await keepFirst(name);
    await storeFiles([pictureOf(name, 2)]);
    expect(await shown(name)).toEqual({ metadata: 2, frame: 2 });
  });

  test("overwritten pixels of one instance of several are shown at once after an upload", async () => {
    const name = randomUUID();
    await keepTwo(name);
    await storeFiles([pictureOf(name, 2)]);
    expect(await labels(name)).toEqual(["version 2", "version 3"]);
  });

  test("overwritten pixels are shown soon after a C-STORE", async () => {
    const name = randomUUID();
    await keepFirst(name);
    await sendByCStore([pictureOf(name, 2)]);
    await within("the new pixels", 8, async () => ((await shown(name)).frame === 2 ? true : undefined));
    expect(await shown(name)).toEqual({ metadata: 2, frame: 2 });
  });
});
