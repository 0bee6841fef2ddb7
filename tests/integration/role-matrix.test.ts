import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { control } from "../support/control";
import { inTurn } from "../support/in-turn";
import { orthancIdOf } from "../support/orthanc-id";
import { makePerson, type Person, untilVerdictsAreOver } from "../support/people";
import { answerOfGranted, bodyOf, type Objects, realTarget } from "./granted";
import { ALL, may, NEEDS, type Need, ROLES } from "../support/policy/model";
import { bearer, makeToken } from "../support/tokens";
import { askValkey } from "../support/valkey";

/**
 * Each role and each request of the gate, over HTTP, against the small model in tests/support/policy: with a session, with
 * an API token, with a session that is over, and as nobody. Who may is seen by what comes: the object, the page, or the
 * archive's own word that there is no such object. Nothing else counts as granted.
 */
const stack = inject("stack");
/** The reasons that the policy gives, or the lack of somebody. */
const POLICY = ["no-session", "role", "token-limit", "step-up", "person-only", "password-change-due"];
/** The last one ends the session. */
const IN_ORDER = [...NEEDS].sort((one, other) => Number(isLogout(one)) - Number(isLogout(other)));
const AT_ONCE = 8;
let objects: Objects;

function isLogout({ target }: Need): boolean {
  return target === "/logout";
}

beforeAll(async () => {
  const series = phantomSeries({ name: "roles", slices: 1, rows: 32, columns: 32 });
  const files = [...series.files()];
  expect(await storeInstances({ publicUrl: stack.url, cookie: inject("session") }, files)).toMatchObject({ stored: 1 });
  const headers = { Cookie: inject("session"), Accept: "application/dicom+json" };
  const found = await fetch(`${stack.url}/pacs/studies/${series.studyUid}/instances`, { headers });
  const [instance] = (await found.json()) as Record<string, { Value: string[] }>[];
  const value = (tag: string): string => instance?.[tag]?.Value[0] ?? "";
  const [study, ofSeries, sop] = [series.studyUid, value("0020000E"), value("00080018")];
  const about = await fetch(`${stack.url}/pacs/studies?StudyInstanceUID=${study}`, { headers });
  const [row] = (await about.json()) as Record<string, { Value: string[] }>[];
  const patient = row?.["00100020"]?.Value[0] ?? "";
  objects = {
    uids: [study, ofSeries, sop],
    ids: {
      patients: orthancIdOf(patient),
      studies: orthancIdOf(patient, study),
      series: orthancIdOf(patient, study, ofSeries),
      instances: orthancIdOf(patient, study, ofSeries, sop),
    },
    file: new Uint8Array(files[0] ?? []),
  };
});

/** What is seen of a request: the policy's reason for a refusal, `granted`, or what else came. */
async function seen(need: Need, who: Readonly<Record<string, string>>): Promise<string> {
  const body = bodyOf(need, objects);
  const headers = { Origin: stack.url, ...who, ...(body === undefined ? {} : { "Content-Type": body.type }) };
  const init = { method: need.method, headers, redirect: "manual" as const };
  const target = realTarget(need, objects);
  const answer = await fetch(stack.url + target, body === undefined ? init : { ...init, body: body.content });
  const type = answer.headers.get("content-type") ?? "";
  if (type !== "application/problem+json") {
    await answer.arrayBuffer();
    // The gateway's own pages answer with pages, also where what was sent to them is wrong.
    const isPage = need.personOnly && (type.startsWith("text/html") || answer.status === 303);
    const isDone =
      (answer.ok || answer.status === 302) && answer.headers.get("location")?.startsWith("/login") !== true;
    return isPage || isDone ? "granted" : `${answer.status} ${type}`;
  }
  const { reason = "" } = (await answer.json()) as { reason?: string };
  if (POLICY.includes(reason)) {
    expect(answer.status).toBe(reason === "no-session" ? 401 : 403);
    return reason;
  }
  return answerOfGranted(need) === `${answer.status} ${reason}` ? "granted" : `${answer.status} ${reason}`;
}

async function line(need: Need | undefined, who: Readonly<Record<string, string>>): Promise<string> {
  return need === undefined ? "" : `${need.method} ${need.target}: ${await seen(need, who)}`;
}

async function allSeen(who: Readonly<Record<string, string>>): Promise<string[]> {
  const all = await inTurn(IN_ORDER.slice(0, -1), AT_ONCE, async (need) => line(need, who));
  return [...all, await line(IN_ORDER.at(-1), who)];
}

const expected = (reasonOf: (need: Need) => string): string[] =>
  IN_ORDER.map((need) => `${need.method} ${need.target}: ${reasonOf(need)}`);

describe.each(Object.entries(ROLES))("the role %s", (role, permissions) => {
  let person: Person;
  beforeAll(async () => {
    person = await makePerson(stack, role);
  });
  // Other tests rely on there being one admin.
  afterAll(async () => {
    expect((await control(stack, "/users/remove", { name: person.name })).status).toBe(200);
  });

  test("the role's permissions hold with a token for everything it gives", async () => {
    const { secret } = await makeToken(stack, person.name, { permissions });
    const reasonOf = (need: Need): string =>
      need.personOnly ? "person-only" : may(permissions, need) ? "granted" : "role";
    expect(await allSeen(bearer(secret))).toEqual(expected(reasonOf));
  });

  test("the role's permissions hold with a session, and end with it", async () => {
    const reasonOf = (need: Need): string => (may(permissions, need) ? "granted" : "role");
    expect(await allSeen({ Cookie: person.cookie })).toEqual(expected(reasonOf));
    expect(await allSeen({ Cookie: person.cookie })).toEqual(expected(() => "no-session"));
  });
});

test("an admin's token for one permission gives only that one", async () => {
  for (const permission of ALL) {
    const { secret } = await makeToken(stack, stack.adminName, { permissions: [permission] });
    const reasonOf = (need: Need): string =>
      need.personOnly ? "person-only" : may([permission], need) ? "granted" : "token-limit";
    expect(await allSeen(bearer(secret))).toEqual(expected(reasonOf));
  }
});

test("an expired session gives no permission", async () => {
  const person = await makePerson(stack, "admin");
  const [key = ""] = (await askValkey(stack, "ZRANGE", `sessions:${person.name}`, "-1", "-1")).split("\n");
  await askValkey(stack, "EXPIRE", `session:${key}`, "0");
  await untilVerdictsAreOver();
  expect(await allSeen({ Cookie: person.cookie })).toEqual(expected(() => "no-session"));
  await control(stack, "/users/remove", { name: person.name });
});

test("a request without a session or token has no permission", async () => {
  expect(await allSeen({})).toEqual(expected(() => "no-session"));
});
