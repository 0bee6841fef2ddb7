import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Sender, startSender } from "../support/c-store-sender";
import { cells, collimator, collimatorJson } from "../support/collimator";
import { docker, until } from "../support/docker";
import { untilFollowed } from "../support/cache";
import { withOrthancSettings } from "../support/orthanc-settings";
import { newNames, newUid, objectOf } from "../support/uid-objects";

/** Two first objects at the same moment may both pass the archive's door: here it has none. */
const stack = inject("stack");
let restore: () => Promise<void>;
let sender: Sender;
beforeAll(async () => {
  restore = await withOrthancSettings(stack, { LuaScripts: [] });
  sender = await startSender(stack, 1);
});
afterAll(async () => {
  await sender.close();
  await restore();
});

async function found(): Promise<number> {
  return (await collimatorJson<Record<string, number>>("refusals"))["uid-stored-twice"] ?? 0;
}

test.each([
  ["a study of two patients", "StudyInstanceUID"],
  ["a series of two studies", "SeriesInstanceUID"],
])("%s that got into the archive is found, counted and reported", async (_, keyword) => {
  const first = newNames();
  const second = { ...first, patient: "OTHER", instance: newUid() };
  const other = keyword === "StudyInstanceUID" ? { ...second, series: newUid() } : { ...second, study: newUid() };
  const [uid, before, since] = [keyword === "StudyInstanceUID" ? first.study : first.series, await found(), new Date()];
  // Not at once, so that they stand on two pages of Orthanc's log of changes.
  expect(await sender.send([objectOf(first)])).toBe(true);
  await untilFollowed();
  expect(await sender.send([objectOf(other)])).toBe(true);
  await until("it to be counted", async () => ((await found()) > before ? true : undefined));
  await until("it to be reported", async () => {
    const { stderr } = await docker("logs", "--since", since.toISOString(), `${stack.project}-gateway-1`);
    return stderr.includes(`${keyword} ${uid}`) ? true : undefined;
  });
});

test("collimator collisions lists a study of two patients and no other", async () => {
  const [first, single] = [newNames(), newNames()];
  const second = { ...first, patient: "OTHER", series: newUid(), instance: newUid() };
  expect(await sender.send([first, second, single].map(objectOf))).toBe(true);
  const { status, stdout } = await collimator("collisions");
  const rows = stdout.split("\n").map(cells);
  const patients = rows.filter(([uid]) => uid === first.study).map(([, patient]) => patient);
  expect([status, patients.toSorted()]).toEqual([0, [first.patient, "OTHER"].toSorted()]);
  expect(stdout).not.toContain(single.study);
  expect(stdout).toContain("collisions resolve");
});

test("collimator collisions sorts by UID and groups each study's patients", async () => {
  const firsts = Array.from({ length: 5 }, () => newNames());
  const seconds = firsts.map((first) => ({ ...first, patient: "OTHER", series: newUid(), instance: newUid() }));
  expect(await sender.send([...firsts, ...seconds].map(objectOf))).toBe(true);
  const { collisions } = await collimatorJson<{ collisions: { uid: string }[] }>("collisions");
  const uids = firsts.map(({ study }) => study);
  const listed = collisions.map(({ uid }) => uid).filter((uid) => uids.includes(uid));
  expect(listed).toEqual(uids.toSorted().flatMap((uid) => [uid, uid]));
});
