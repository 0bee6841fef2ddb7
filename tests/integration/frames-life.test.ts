import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { describe, expect, inject, test } from "vitest";
import { type Element, writeInstance } from "../../scripts/lib/dicom-writer";
import { phantomSeries } from "../../scripts/lib/phantom";
import { untilFollowed } from "../support/cache";
import { docker, until } from "../support/docker";
import { gatewayFrame, instancesOf, isSliced } from "../support/frame-answers";
import { storeFiles } from "../support/multipart";
import { askOrthanc, credentialsOf, orthancUsers } from "../support/orthanc-direct";
import { reachedSince } from "../support/orthanc-log";
import { restartOrthanc, withOrthancSettings } from "../support/orthanc-settings";
import { pictureHeader, uidsOf } from "../support/pictures";
import { remove } from "../support/session";

const stack = inject("stack");

interface Picture {
  readonly frames: number;
  /** Pixels a side, of two bytes each. */
  readonly side: number;
  /** What the pixels' bytes begin to count with. */
  readonly seed: number;
  readonly patient?: string;
  /** Makes the header longer. */
  readonly comment?: string;
}

function pixelsOf({ frames, side, seed }: Picture): Buffer {
  const pixels = Buffer.alloc(frames * side * side * 2);
  for (let at = 0; at < pixels.length; at += 2) pixels.writeUInt16LE((seed + at * 7 + (at >> 12)) & 0xfff, at);
  return pixels;
}

function pictureOf(name: string, picture: Picture): Buffer {
  const { frames, side, patient, comment } = picture;
  const header = pictureHeader(name, { bits: 12, samples: 1, frames }).map((element): Element => {
    if (element.tag === 0x00280010 || element.tag === 0x00280011) return { ...element, value: [side] };
    return element.tag === 0x00100020 && patient !== undefined ? { ...element, value: patient } : element;
  });
  if (comment !== undefined) header.push({ tag: 0x00204000, vr: "LT", value: comment });
  return writeInstance([...header, { tag: 0x7fe00010, vr: "OW", value: pixelsOf(picture) }]);
}

const pathOf = (name: string): string => {
  const { study, series, instance } = uidsOf(name);
  return `/studies/${study}/series/${series}/instances/${instance}`;
};

/** Each frame by the gateway is the picture's, and `by` whom that has to be. */
async function expectPicture(name: string, picture: Picture, by: "the file" | "anybody" = "the file"): Promise<void> {
  const pixels = pixelsOf(picture);
  const size = pixels.length / picture.frames;
  for (let number = 1; number <= picture.frames; number += 1) {
    const frame = await gatewayFrame(pathOf(name), number);
    expect([frame.status, by === "anybody" || isSliced(frame)]).toEqual([200, true]);
    expect(frame.bytes.equals(pixels.subarray((number - 1) * size, number * size)), `frame ${number}`).toBe(true);
  }
}

/** Deletes all studies of that UID, through the gateway: what is deleted past it stands in no log of Orthanc's. */
async function deleteStudies(name: string): Promise<void> {
  const admin = credentialsOf(await orthancUsers(stack.project), "admin");
  const body = JSON.stringify({ Level: "Study", Query: { StudyInstanceUID: uidsOf(name).study } });
  const [found] = await askOrthanc(stack, admin, [{ line: "POST /tools/find", body }]);
  const ids = JSON.parse(found?.text ?? "") as string[];
  expect(ids.length).toBeGreaterThan(0);
  for (const id of ids) {
    expect((await remove(`/pacs-admin/studies/${id}`)).status).toBe(200);
  }
}

describe("instances deleted and stored again", () => {
  const first: Picture = { frames: 3, side: 100, seed: 1 };

  test.each<[string, Picture, Picture]>([
    ["with other pixels", first, { ...first, seed: 99 }],
    ["with a longer header", first, { ...first, seed: 5, comment: "x".repeat(500) }],
    ["with other frames", first, { frames: 5, side: 90, seed: 7 }],
    ["with one frame", first, { ...first, frames: 1 }],
    ["for the same single frame", { ...first, frames: 1 }, { ...first, frames: 1, seed: 50 }],
    ["by the very same file", first, first],
  ])("an instance stored again %s is shown in its current state", async (_, before, after) => {
    const name = randomUUID();
    await storeFiles([pictureOf(name, before)]);
    await expectPicture(name, before);
    await deleteStudies(name);
    expect((await gatewayFrame(pathOf(name), 1)).status).toBe(404);
    await storeFiles([pictureOf(name, after)]);
    // While the upload settles, Orthanc may be asked itself, and its answer kept.
    await expectPicture(name, after, "anybody");
    expect((await gatewayFrame(pathOf(name), after.frames + 1)).status).toBe(400);
  });

  test("an instance stored again under another patient is answered by the archive until its new owner is settled", async () => {
    const name = randomUUID();
    await storeFiles([pictureOf(name, first)]);
    await expectPicture(name, first);
    await deleteStudies(name);
    const after = { ...first, seed: 77, patient: "OTHER" };
    await storeFiles([pictureOf(name, after)]);
    const frame = await gatewayFrame(pathOf(name), 1);
    expect(frame.bytes.equals(pixelsOf(after).subarray(0, frame.bytes.length))).toBe(true);
    await until("the other patient", async () => {
      return isSliced(await gatewayFrame(pathOf(name), 2)) ? true : undefined;
    });
    await expectPicture(name, after);
  });
});

test("two patients with the same UIDs: frames are those of the first patient", async () => {
  const name = randomUUID();
  const picture: Picture = { frames: 2, side: 64, seed: 3 };
  // The archive's door would refuse the second; from before there was one, an archive may have both.
  const restore = await withOrthancSettings(stack, { LuaScripts: [] });
  try {
    await storeFiles([pictureOf(name, picture)]);
    // The archive keeps whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await storeFiles([pictureOf(name, { ...picture, patient: "SECOND", seed: 4 })]);
  } finally {
    await restore();
  }
  await expectPicture(name, picture);
});

test("in a series of small files, a frame costs one request for its file and none for the frame", async () => {
  const series = phantomSeries({ name: randomUUID(), slices: 12, rows: 64, columns: 64 });
  await storeFiles([...series.files()]);
  await untilFollowed();
  const instances = await instancesOf(series.studyUid);
  await reachedSince();
  let costs = "";
  for (const { path } of instances) {
    expect(isSliced(await gatewayFrame(path, 1))).toBe(true);
    const reached = await reachedSince();
    const files = reached.filter((line) => /^GET \/instances\/[^/]+\/attachments\/dicom\/data$/.test(line));
    costs += String(files.length);
    expect(reached.join("\n")).not.toMatch(/\/frames\//);
  }
  // A second request is for a range that the file does not have: nobody has told yet, or lately, that it is small. Frames
  // that were prefetched when the series became stable cost nothing.
  expect(costs).toMatch(/^[012]+$/);
  expect(costs.replaceAll(/[02]/g, "").length, costs).toBeGreaterThan(instances.length / 2);
});

test("a client that disconnects halfway through a frame leaves nothing behind", async () => {
  const name = randomUUID();
  const picture: Picture = { frames: 2, side: 2048, seed: 11 };
  await storeFiles([pictureOf(name, picture)]);
  const url = `${stack.url}/pacs${pathOf(name)}/frames/2`;
  for (let round = 0; round < 60; round += 1) {
    await new Promise<void>((resolve, reject) => {
      const headers = { Cookie: inject("session"), Accept: "*/*" };
      const asked = request(url, { headers }, (answer) => {
        answer.once("data", () => asked.destroy());
        answer.once("close", resolve);
        answer.on("error", () => undefined);
      });
      asked.on("error", reject);
      asked.end();
    });
  }
  // More than the readers that one person may be at once.
  await expectPicture(name, picture);
  const { stdout, stderr } = await docker("logs", `${stack.project}-gateway-1`);
  expect(stdout + stderr).not.toContain("unhandled");
});

test("frames can be read again after a restart of Orthanc", async () => {
  const name = randomUUID();
  const picture: Picture = { frames: 3, side: 128, seed: 21 };
  await storeFiles([pictureOf(name, picture)]);
  await expectPicture(name, picture);
  await restartOrthanc(stack);
  await until("a frame", async () => ((await gatewayFrame(pathOf(name), 1)).status === 200 ? true : undefined));
  // What was asked for while the archive came back may be its own answer.
  await expectPicture(name, picture, "anybody");
});
