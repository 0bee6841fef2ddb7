import { beforeAll, describe, expect, inject, test } from "vitest";
import { logIn, storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { docker } from "../support/docker";
import { archiveDigest } from "../support/orthanc-direct";
import { reachedSince } from "../support/orthanc-log";
import { archiveState, goneFrom } from "./archive";
import { answerBaselines, attacksOf, describe as inWords, judgeAll } from "./judge";
import type { Site } from "./request";
import { siteAt } from "./site";
import { ATTACKS } from "./table";
import { bytesOf } from "./wire";

let site: Site;
let before: string;
let digest: string;
/** What the requests without their attacks make reach Orthanc, of all classes: the second time they may be kept. */
let harmless: ReadonlySet<string>;

beforeAll(async () => {
  const session = { publicUrl: inject("stack").url, cookie: inject("session") };
  const phantom = phantomSeries({ name: "attacks", slices: 2, rows: 32, columns: 32 });
  expect(await storeInstances(session, [...phantom.files()])).toEqual({ stored: 2, failed: 0 });
  await reachedSince();
  site = await siteAt(session.publicUrl, session.cookie, phantom.studyUid);
  expect(site.study).toBe(phantom.studyUid);
  await answerBaselines(
    site,
    ATTACKS.flatMap((attackClass) => attacksOf(attackClass, site, true)),
  );
  harmless = new Set(await reachedSince());
  before = await archiveState();
  digest = await archiveDigest(inject("stack"));
  await reachedSince();
});

test("the table has at least 400 different attacks in at least 30 classes", () => {
  const different = new Set(
    ATTACKS.flatMap(({ attacks }) => attacks(site).map(({ request }) => bytesOf(site, request))),
  );
  expect(ATTACKS.length).toBeGreaterThanOrEqual(30);
  expect(different.size).toBeGreaterThanOrEqual(400);
});

describe("attacks with the admin's session", () => {
  test.each(ATTACKS)(
    "an attack with the admin's session is refused or harmless and does not reach Orthanc: $name",
    async (attackClass) => {
      const attacks = attacksOf(attackClass, site, true);
      const baselines = await answerBaselines(site, attacks);
      await reachedSince();
      const judged = await judgeAll(site, attacks, baselines);
      const bad = judged.filter(({ verdict }) => verdict !== "withstood");
      expect(bad.map(({ attack, answer }) => `${answer.status} ${inWords(attack.request)}`)).toEqual([]);
      // What reaches Orthanc is what the requests without their attacks made reach it.
      expect((await reachedSince()).filter((line) => !harmless.has(line))).toEqual([]);
    },
  );
});

test("an attack without a session is refused and does not reach Orthanc", async () => {
  const stranger = { ...site, cookie: "" };
  const attacks = ATTACKS.flatMap((attackClass) => attacksOf(attackClass, stranger, true));
  const judged = await judgeAll(
    stranger,
    attacks.filter(({ expects }) => expects !== "inert"),
    new Map(),
  );
  const bad = judged.filter(({ verdict }) => verdict !== "withstood");
  expect(bad.map(({ attack, answer }) => `${answer.status} ${inWords(attack.request)}`)).toEqual([]);
  expect(await reachedSince()).toEqual([]);
});

test("the archive is unchanged after the attacks", async () => {
  expect(await archiveDigest(inject("stack"))).toBe(digest);
  expect(goneFrom(before, await archiveState())).toEqual([]);
});

test("the session and the login still work after the attacks", async () => {
  const answer = await fetch(`${site.url}/pacs/studies`, { headers: { Cookie: site.cookie } });
  expect(answer.status).toBe(200);
  expect(await logIn(site.url, "admin", "no-such-password")).toBe("refused");
});

test("no handler has failed during the attacks", async () => {
  const { stdout, stderr } = await docker("logs", `${inject("stack").project}-gateway-1`);
  const log = (stdout + stderr).split("\n");
  expect(log.filter((line) => /"level":"error"|\[(error|crit|alert|emerg)\]/.test(line))).toEqual([]);
  expect(log.filter((line) => /"status":5(?!01)/.test(line))).toEqual([]);
});
