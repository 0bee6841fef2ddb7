import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { stowBody, stowType } from "../../scripts/lib/stow";
import { type Sender, startSender } from "../support/c-store-sender";
import { storescu } from "../support/c-store";
import { collimatorJson } from "../support/collimator";
import { docker } from "../support/docker";
import { askOrthanc, credentialsOf, orthancUsers } from "../support/orthanc-direct";
import { orthancIdOf } from "../support/orthanc-id";
import { ask } from "../support/session";
import { type Names, newNames, newUid, objectOf } from "../support/uid-objects";

const stack = inject("stack");

/** A way into the archive: whether an object was stored, as its sender is told. */
type Way = (names: Names) => Promise<boolean>;

let sender: Sender;
let users: Awaited<ReturnType<typeof orthancUsers>>;
beforeAll(async () => {
  [sender, users] = await Promise.all([startSender(stack, 0), orthancUsers(stack.project)]);
});
afterAll(async () => sender.close());

const byCStore: Way = async (names) => sender.send([objectOf(names)]);

const byStow: Way = async (names) => {
  const answer = await ask("/pacs/studies", {
    method: "POST",
    headers: {
      Accept: "application/dicom+json",
      "Content-Type": stowType(),
    },
    body: stowBody([objectOf(names)]),
  });
  const stored = (await answer.json()) as Record<string, { Value?: unknown[] } | undefined>;
  return (stored["00081199"]?.Value?.length ?? 0) === 1;
};

const byPost: Way = async (names) => {
  const store = credentialsOf(users, "store");
  const body = objectOf(names).toString("latin1");
  const [answer] = await askOrthanc(stack, store, [{ line: "POST /instances", body }]);
  const { Status } = JSON.parse(answer?.text ?? "{}") as { Status?: string };
  if (Status !== "FilteredOut") expect(["Success", "AlreadyStored"]).toContain(Status);
  return Status !== "FilteredOut";
};

/** What the archive has of some of an object's UIDs, by its own look-up of each level. */
async function held(names: Names): Promise<Record<string, number>> {
  const admin = credentialsOf(users, "admin");
  const queries = [
    ["Study", { StudyInstanceUID: names.study }],
    ["Series", { SeriesInstanceUID: names.series }],
    ["Instance", { SOPInstanceUID: names.instance }],
  ] as const;
  const asked = queries.map(([Level, Query]) => ({
    line: "POST /tools/find",
    body: JSON.stringify({ Level, Query }),
  }));
  const answers = await askOrthanc(stack, admin, asked);
  const counts = answers.map(({ text }, at) => [queries[at]?.[0], (JSON.parse(text) as unknown[]).length]);
  return Object.fromEntries(counts) as Record<string, number>;
}

const ONE = { Study: 1, Series: 1, Instance: 1 };
const COLLIDING: readonly (readonly [string, (first: Names) => Names])[] = [
  ["the study of another patient", (first) => ({ ...newNames(), study: first.study })],
  ["the whole object of another patient", (first) => ({ ...first, patient: "OTHER" })],
  ["the study without a patient", (first) => ({ ...first, patient: undefined, instance: newUid() })],
  [
    "the patient in other letters",
    (first) => ({ ...first, patient: first.patient?.toUpperCase(), instance: newUid() }),
  ],
  ["the patient behind a space", (first) => ({ ...first, patient: ` ${first.patient}`, instance: newUid() })],
  ["the series of another study", (first) => ({ ...newNames(), patient: first.patient, series: first.series })],
  ["the series of another patient's study", (first) => ({ ...newNames(), series: first.series })],
  ["the SOP Instance UID of another series", (first) => ({ ...first, series: newUid() })],
  ["the SOP Instance UID of another patient", (first) => ({ ...newNames(), instance: first.instance })],
];
/** The same to the archive. */
const FITTING: readonly (readonly [string, (first: Names) => Names])[] = [
  ["the same again", (first) => first],
  ["another instance of the series", (first) => ({ ...first, instance: newUid() })],
  ["another series of the study", (first) => ({ ...first, series: newUid(), instance: newUid() })],
  ["another study of the patient", (first) => ({ ...newNames(), patient: first.patient })],
  ["the patient with spaces behind", (first) => ({ ...first, patient: `${first.patient}  `, instance: newUid() })],
];

describe.each([
  ["C-STORE", byCStore],
  ["STOW-RS", byStow],
  ["POST /instances", byPost],
])("UID collisions by %s", (_, store) => {
  test.each(COLLIDING)("the archive refuses %s and keeps what it has", async (_title, colliding) => {
    const first = { ...newNames(), patient: "abcdef" };
    expect(await store(first)).toBe(true);
    const second = colliding(first);
    expect(await store(second)).toBe(false);
    expect(await held(first)).toEqual(ONE);
    const answer = await ask(`/pacs/studies/${first.study}/metadata`);
    expect([answer.status, ((await answer.json()) as unknown[]).length]).toEqual([200, 1]);
  });

  test.each(FITTING)("the archive accepts %s", async (_title, fitting) => {
    const first = newNames();
    expect(await store(first)).toBe(true);
    expect(await store(fitting(first))).toBe(true);
    // Twice: the series is known now.
    expect(await store(fitting(first))).toBe(true);
  });

  test("objects without a patient belong to one patient, like others", async () => {
    const first = { ...newNames(), patient: undefined };
    expect(await store(first)).toBe(true);
    expect(await store({ ...first, instance: newUid() })).toBe(true);
    expect(await store({ ...first, patient: "SOMEBODY", instance: newUid() })).toBe(false);
  });

  test("the UIDs of a deleted study are free again", async () => {
    const first = newNames();
    await store(first);
    await store({ ...first, instance: newUid() });
    const path = `/tools/find`;
    const admin = credentialsOf(users, "admin");
    const body = JSON.stringify({ Level: "Study", Query: { StudyInstanceUID: first.study } });
    const [found] = await askOrthanc(stack, admin, [{ line: `POST ${path}`, body }]);
    const [id = ""] = JSON.parse(found?.text ?? "") as string[];
    await askOrthanc(stack, admin, [{ line: `DELETE /studies/${id}` }]);
    expect(await store({ ...first, patient: "ANOTHER" })).toBe(true);
    expect(await store(first)).toBe(false);
  });
});

test("a C-STORE sender is told that the failure is caused by the object itself", async () => {
  const first = newNames();
  await byCStore(first);
  const { status, stdout, stderr } = await storescu([objectOf({ ...first, patient: "OTHER" })], stack.aet, ["-v"]);
  expect(status).not.toBe(0);
  expect(stdout + stderr).toContain("DataSetDoesNotMatchSOPClass");
});

test("Orthanc's log says who was refused and why, without the patient", { timeout: 180_000 }, async () => {
  const first = newNames();
  await byCStore(first);
  const study = orthancIdOf(first.patient ?? "", first.study);
  const lines = async (): Promise<string> => {
    await byCStore({ ...first, patient: "SECRET", instance: newUid() });
    const { stderr, stdout } = await docker("logs", "--tail", "200", `${stack.project}-orthanc-1`);
    return (stdout + stderr)
      .split("\n")
      .filter((one) => one.includes(study))
      .join("\n");
  };
  // Ten of a reason in a minute have a line: if others have had them, this one's comes with the next minute.
  await expect
    .poll(lines, { interval: 2000, timeout: 120_000 })
    .toMatch(
      /refused an object by C-STORE, AE title "[\w-]+", from [\d.]+: uid-collision, its study belongs to another patient here/,
    );
  expect(await lines()).not.toContain("SECRET");
});

test("collimator refusals c-store counts what C-STORE has refused, and collimator refusals does not", async () => {
  const refusals = async (): Promise<readonly (number | undefined)[]> => {
    const counts = await Promise.all([["refusals"], ["refusals", "c-store"]].map((words) => countsOf(...words)));
    return counts.map((one) => one["uid-collision"]);
  };
  const first = newNames();
  await byCStore(first);
  const [byHttp, before = 0] = await refusals();
  for (let count = 0; count < 3; count += 1) await byCStore({ ...first, patient: "OTHER", instance: newUid() });
  expect(await refusals()).toEqual([byHttp, before + 3]);
});

describe("two patients' first objects at the same moment", () => {
  test.each([
    ["STOW-RS and STOW-RS", byStow, byStow],
    ["C-STORE and STOW-RS", byCStore, byStow],
    ["POST and STOW-RS", byPost, byStow],
  ] as const)("of two patients' first objects stored at the same moment, one is stored: %s", async (_, one, other) => {
    for (let round = 0; round < 8; round += 1) {
      const first = newNames();
      const stored = await Promise.all([one(first), other({ ...newNames(), study: first.study })]);
      expect(stored.filter(Boolean)).toHaveLength(1);
      expect((await held(first))["Study"]).toBe(1);
    }
  });
});

async function countsOf(...words: readonly string[]): Promise<Record<string, number>> {
  return collimatorJson(...words);
}
