import { beforeAll, expect, inject, test } from "vitest";
import { startSender } from "../support/c-store-sender";
import { collimator } from "../support/collimator";
import { docker, type Outcome, until } from "../support/docker";
import { askOrthanc, credentialsOf, orthancUsers } from "../support/orthanc-direct";
import { orthancIdOf } from "../support/orthanc-id";
import { countsOf, type Owned, type Pair, pairsOfPatients, pictureOf, studiesOf } from "../support/two-patients";
import { newUid } from "../support/uid-objects";
import { askValkey } from "../support/valkey";

const stack = inject("stack");
/** So many that a copy takes seconds. */
const MORE = 299;
let nextPair: () => Pair;

beforeAll(async () => {
  nextPair = await pairsOfPatients(stack, [MORE, MORE, MORE]);
});

const resolving = ({ study }: Owned, keep: string): Promise<Outcome> =>
  collimator("collisions", "resolve", study, "--keep", keep, "--new-uid");

/** Until something of a copy is there: the UIDs of all of a patient's studies. */
async function untilCopying(patient: string): Promise<readonly string[]> {
  return until("a copy", async () => {
    const studies = await studiesOf(patient);
    return studies.length > 1 ? studies : undefined;
  });
}

const holdOf = ({ patient, study }: Owned): string => `resolve-hold:${orthancIdOf(patient, study)}`;

/** Longer than a study is held (HELD_SECONDS in lua-src/gateway/two-patients/begun.ts). */
const LONGER = "76";

/** A command that was cut off leaves its study held, for a time. That it ends by itself is checked; then it is cut short. */
async function endHold(owned: Owned): Promise<void> {
  // GT: only where what is left is less, which it never is of a key that stays.
  expect(await askValkey(stack, "EXPIRE", holdOf(owned), LONGER, "GT")).toBe("1");
  await askValkey(stack, "EXPIRE", holdOf(owned), "0");
}

test("an object that arrives during the resolution is not lost, and one study has one command at a time", async () => {
  const [first, second] = nextPair();
  const sender = await startSender(stack, 2);
  const running = resolving(first, first.patient);
  await untilCopying(second.patient);
  const [isSent, other] = await Promise.all([
    sender.send([pictureOf({ ...second, instance: newUid() })]),
    resolving(first, first.patient),
  ]);
  expect([isSent, other.status, other.stderr]).toEqual([true, 1, expect.stringContaining("another command is about")]);
  await sender.close();
  const { stderr } = await running;
  // While it is copied all is undone; behind that, the object stays where it is, beside the copy of all others.
  expect(stderr).toMatch(
    /1 objects of .* (?:have no copy.*as it was\. What there was of the copy is deleted|came meanwhile, and are there)/,
  );
  const total = async (): Promise<number> =>
    Object.values(await countsOf(stack, second.patient)).reduce((sum, count) => sum + count, 0);
  expect(await total()).toBe(MORE + 2);
  expect((await resolving(first, first.patient)).status).toBe(0);
  expect(await total()).toBe(MORE + 2);
  expect(Object.keys(await countsOf(stack, second.patient))).not.toContain(first.study);
  expect(await studiesOf(first.patient)).toEqual([first.study]);
});

test("a command interrupted by the gateway's end continues with the same copy when it is repeated", async () => {
  const [first, second] = nextPair();
  const running = resolving(first, first.patient);
  const studies = await untilCopying(second.patient);
  await docker("restart", "--time", "0", `${stack.project}-gateway-1`);
  expect((await running).status).not.toBe(0);
  await until("the gateway", async () => ((await collimator("ready")).status === 0 ? true : undefined));
  expect((await resolving(first, first.patient)).stderr).toContain("another command is about");
  await endHold(second);
  const outcome = await resolving(first, first.patient);
  expect([outcome.stderr, outcome.status]).toEqual(["", 0]);
  const [copy] = studies.filter((uid) => uid !== first.study);
  expect(await countsOf(stack, second.patient)).toEqual({ [copy ?? ""]: MORE + 1 });
});

test("when the archive ends during a copy, everything is as before, and the remains of the copy are named", async () => {
  const [first, second] = nextPair();
  const running = resolving(first, first.patient);
  const studies = await untilCopying(second.patient);
  await docker("restart", "--time", "0", `${stack.project}-orthanc-1`);
  const { stderr } = await running;
  const copy = orthancIdOf(second.patient, studies.find((uid) => uid !== first.study) ?? "");
  expect(stderr).toContain("the archive began again in the middle of the copy");
  expect(stderr).toContain(`What there is of the copy is ${copy} in Orthanc`);
  expect((await countsOf(stack, second.patient))[first.study]).toBe(MORE + 1);
  const admin = credentialsOf(await orthancUsers(stack.project), "admin");
  await askOrthanc(stack, admin, [{ line: `DELETE /studies/${copy}` }]);
  const outcome = await resolving(first, first.patient);
  expect([outcome.stderr, outcome.status]).toEqual(["", 0]);
  expect(Object.values(await countsOf(stack, second.patient))).toEqual([MORE + 1]);
});
