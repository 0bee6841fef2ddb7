import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { archiveDigest, askOrthanc, credentialsOf, orthancUsers } from "../support/orthanc-direct";
import { reachedSince } from "../support/orthanc-log";
import { withOrthancSettings } from "../support/orthanc-settings";
import { startPlainProxy, type PlainProxy } from "../support/plain-proxy";
import { archiveState, goneFrom } from "./archive";
import { answerBaselines, attacksOf, describe as inWords, judgeAll, sendAll } from "./judge";
import type { Site } from "./request";
import { isInScope, isNothing } from "./scope";
import { siteAt } from "./site";
import { ATTACKS } from "./table";
import type { WireAnswer } from "./wire";

const stack = inject("stack");
let restoreOrthanc: () => Promise<void>;
let proxy: PlainProxy | undefined;
let site: Site;
let before: string;
let digest: string;
let baselines: ReadonlyMap<string, WireAnswer>;
let harmless: ReadonlySet<string>;

beforeAll(async () => {
  restoreOrthanc = await withOrthancSettings(stack, { LuaScripts: [] });
  const session = { publicUrl: stack.url, cookie: inject("session") };
  const series = phantomSeries({ name: randomUUID(), slices: 2, rows: 32, columns: 32 });
  expect(await storeInstances(session, [...series.files()])).toEqual({ stored: 2, failed: 0 });
  await reachedSince();
  site = await siteAt(stack.url, session.cookie, series.studyUid);
  baselines = await answerBaselines(
    site,
    ATTACKS.flatMap((attackClass) => attacksOf(attackClass, site, true)),
  );
  // With those of the site itself, whose answers may be kept.
  harmless = new Set(await reachedSince());
  before = await archiveState();
  digest = await archiveDigest(stack);
  await reachedSince();
});
afterAll(async () => {
  await proxy?.stop();
  await restoreOrthanc();
});

test("the second lock is off for these tests", async () => {
  const view = credentialsOf(await orthancUsers(stack.project), "view");
  const [answer] = await askOrthanc(stack, view, [{ line: "GET /statistics" }]);
  expect(answer?.status).toBe(200);
  expect(await reachedSince()).toEqual(["GET /statistics"]);
});

describe("the gateway without the second lock", () => {
  test.each(ATTACKS)("the gateway alone refuses the attack or makes it harmless: $name", async (attackClass) => {
    const judged = await judgeAll(site, attacksOf(attackClass, site, true), baselines);
    const bad = judged.filter(({ verdict }) => verdict !== "withstood");
    expect(bad.map(({ attack, answer }) => `${answer.status} ${inWords(attack.request)}`)).toEqual([]);
  });

  test("the gateway alone lets no attack reach Orthanc", async () => {
    expect((await reachedSince()).filter((line) => !harmless.has(line))).toEqual([]);
  });

  test("the archive is unchanged after the attacks on the gateway alone", async () => {
    expect(await archiveDigest(stack)).toBe(digest);
    expect(goneFrom(before, await archiveState())).toEqual([]);
  });
});

test("a proxy with plain prefix rules and no second lock lets dozens of the same attacks through", async () => {
  proxy = await startPlainProxy(stack);
  const target = { ...site, url: `http://127.0.0.1:${proxy.ports.view}` };
  const attacks = ATTACKS.flatMap((attackClass) => attacksOf(attackClass, target, false));
  const answered = await sendAll(target, attacks);
  const through = answered.filter(({ answer }) => !isNothing(answer) && !isInScope("view", answer, new Set()));
  console.log(`${through.length} of ${attacks.length} requests got beyond the scope without either lock`);
  expect(through.length).toBeGreaterThan(36);
});
