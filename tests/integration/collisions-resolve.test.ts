import { randomUUID } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import { collimator, collimatorJson } from "../support/collimator";
import { docker } from "../support/docker";
import { gatewayFrame } from "../support/frame-answers";
import { askOrthanc, credentialsOf, orthancUsers } from "../support/orthanc-direct";
import { orthancIdOf } from "../support/orthanc-id";
import { ask } from "../support/session";
import {
  countsOf,
  findInstances,
  instancesOf,
  type Owned,
  type Pair,
  pairsOfPatients,
  pixelsOf,
  studiesOf,
} from "../support/two-patients";

const stack = inject("stack");
let nextPair: () => Pair;

beforeAll(async () => {
  nextPair = await pairsOfPatients(stack, [0, 0, 4, 0]);
});

interface Done {
  readonly done: readonly { readonly id: string; readonly patient: string; readonly uid: string }[];
}

const DICOM = { headers: { Accept: 'multipart/related; type="application/dicom"' } };

/** That a study opens as a patient's: its file, its metadata, a frame. */
async function expectShown({ patient, study, series, instance }: Owned): Promise<void> {
  const whole = await ask(`/pacs/studies/${study}`, DICOM);
  expect([whole.status, (await whole.text()).includes(`of ${patient}`)]).toEqual([200, true]);
  const metadata = await ask(`/pacs/studies/${study}/metadata`);
  const patients = ((await metadata.json()) as Record<string, { Value?: string[] }>[]).map(
    (data) => data["00100020"]?.Value?.[0],
  );
  expect(patients).toEqual([patient]);
  const frame = await gatewayFrame(`/studies/${study}/series/${series}/instances/${instance}`, 1);
  expect(frame.bytes.equals(pixelsOf(patient))).toBe(true);
}

const resolve = (study: string, ...options: readonly string[]) =>
  collimatorJson<Done>("collisions", "resolve", study, ...options);

test("resolving a collision can delete the other patients' studies, and the kept one opens as a whole", async () => {
  const [first, second] = nextPair();
  const { done } = await resolve(first.study, "--keep", first.patient, "--delete-others");
  expect(done).toEqual([{ id: orthancIdOf(second.patient, second.study), patient: second.patient, uid: "" }]);
  expect([await studiesOf(first.patient), await studiesOf(second.patient)]).toEqual([[first.study], []]);
  await expectShown(first);
  const words = ["collisions", "resolve", first.study, "--keep", first.patient, "--delete-others"];
  const { status, stderr } = await collimator(...words);
  expect([status, stderr]).toEqual([1, "collimator: No two patients have this study; nothing was changed.\n"]);
});

test("resolving a collision can give the other studies new UIDs without any loss, here those of the first patient", async () => {
  const [first, second] = nextPair();
  const admin = credentialsOf(await orthancUsers(stack.project), "admin");
  const id = orthancIdOf(first.patient, first.study);
  await askOrthanc(stack, admin, [{ line: `PUT /studies/${id}/labels/kept`, body: "" }]);
  // Cached, as the first one's.
  await ask(`/pacs/studies/${first.study}/metadata`);
  const keep = orthancIdOf(second.patient, second.study);
  const { done } = await resolve(first.study, "--keep", keep, "--new-uid");
  expect(done.map(({ patient }) => patient)).toEqual([first.patient]);
  const uid = done[0]?.uid ?? "";
  expect([await studiesOf(first.patient), await studiesOf(second.patient)]).toEqual([[uid], [first.study]]);
  await expectShown(second);
  const [moved] = await instancesOf(uid, first.patient);
  if (moved === undefined) throw new Error("nothing is under the new UID");
  expect([moved.series === first.series, moved.instance === first.instance]).toEqual([false, false]);
  await expectShown(moved);
  const [labels] = await askOrthanc(stack, admin, [{ line: `GET /studies/${orthancIdOf(first.patient, uid)}/labels` }]);
  expect(JSON.parse(labels?.text ?? "")).toEqual(["kept"]);
});

test("when the copy fails, here because an instance's file is missing, everything is as before", async () => {
  const [first, second] = nextPair();
  const [one] = await findInstances<{ Attachments: { Uuid: string }[] }>(stack, second.patient, {
    ResponseContent: ["Attachments"],
  });
  const uuid = one?.Attachments[0]?.Uuid ?? "";
  const file = `/archive/${uuid.slice(0, 2)}/${uuid.slice(2, 4)}/${uuid}`;
  expect((await docker("exec", `${stack.project}-orthanc-1`, "rm", file)).status).toBe(0);
  const words = ["collisions", "resolve", first.study, "--keep", first.patient, "--new-uid"];
  const { status, stderr } = await collimator(...words);
  expect(stderr).toMatch(/Not all was done: the copy of .* failed \(.+\); it is as it was/);
  expect([status, await countsOf(stack, second.patient)]).toEqual([1, { [first.study]: 5 }]);
});

test("an invalid collision command changes nothing", async () => {
  const [{ study }] = nextPair();
  const before = (await collimator("collisions", "--json")).stdout;
  const wrong: readonly (readonly [readonly string[], number, string])[] = [
    [[study, "--keep", "NOBODY", "--new-uid"], 1, "None of these studies is that of --keep"],
    [[`${study}.1`, "--keep", "A", "--new-uid"], 1, "No two patients have this study"],
    [[study, "--new-uid"], 64, "--keep says"],
    [[study, "--keep", "A"], 64, "--delete-others or --new-uid"],
    [[study, "--keep", "A", "--new-uid", "--delete-others"], 64, "--delete-others or --new-uid"],
    [["--keep", "A", "--new-uid"], 64, "something is missing"],
    [[`${randomUUID()}/x`, "--keep", "A", "--new-uid"], 1, ""],
  ];
  for (const [words, expected, sentence] of wrong) {
    const { status, stderr } = await collimator("collisions", "resolve", ...words);
    expect.soft([status, stderr.includes(sentence)], stderr).toEqual([expected, true]);
  }
  expect((await collimator("collisions", "--json")).stdout).toBe(before);
});
