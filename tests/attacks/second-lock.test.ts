import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { archiveDigest, askOrthanc, credentialsOf, orthancUsers } from "../support/orthanc-direct";
import { startPlainProxy, type PlainProxy, type ProxiedScope } from "../support/plain-proxy";
import { archiveState, goneFrom } from "./archive";
import { attacksOf, describe as inWords, sendAll } from "./judge";
import type { Site } from "./request";
import { isInScope, isNothing } from "./scope";
import { siteAt } from "./site";
import { ATTACKS } from "./table";

const SCOPES = ["view", "store", "admin"] as const;
/** What Orthanc Explorer reads at its start; the lists are known by their form. */
const LEGAL = ["/system", "/modalities", "/modalities?expand", "/peers", "/jobs", "/jobs?expand", "/plugins"];

let proxy: PlainProxy | undefined;
let site: Site;
let legal: ReadonlySet<string>;
let before: string;
let digest: string;

beforeAll(async () => {
  const stack = inject("stack");
  const session = { publicUrl: stack.url, cookie: inject("session") };
  const series = phantomSeries({ name: randomUUID(), slices: 2, rows: 32, columns: 32 });
  expect(await storeInstances(session, [...series.files()])).toEqual({ stored: 2, failed: 0 });
  site = await siteAt(stack.url, session.cookie, series.studyUid);
  const admin = credentialsOf(await orthancUsers(stack.project), "admin");
  const answers = await askOrthanc(
    stack,
    admin,
    LEGAL.map((path) => ({ line: `GET ${path}` })),
  );
  legal = new Set(answers.map(({ text }) => text));
  before = await archiveState();
  digest = await archiveDigest(stack);
  proxy = await startPlainProxy(stack);
});
afterAll(async () => proxy?.stop());

/** A target behind the proxy, whose requests have a scope. */
function proxied(scope: ProxiedScope): Site {
  return { ...site, url: `http://127.0.0.1:${proxy?.ports[scope] ?? 0}` };
}

test.each([
  ["view", "/pacs/studies"],
  ["admin", "/pacs-admin/system"],
] as const)("the plain proxy works: the scope %s gets %s", async (scope, path) => {
  expect((await fetch(proxied(scope).url + path)).status).toBe(200);
});

describe.each(SCOPES)("the second lock alone, behind plain prefix rules, with the scope %s", (scope) => {
  test.each(ATTACKS)(
    "the second lock alone lets nothing through that is outside the scope: $name",
    async (attackClass) => {
      const target = proxied(scope);
      const answered = await sendAll(target, attacksOf(attackClass, target, true));
      const through = answered.filter(({ answer }) => !isNothing(answer) && !isInScope(scope, answer, legal));
      expect(
        through.map(({ attack, answer }) => `${answer.status} ${inWords(attack.request)}: ${answer.body.slice(0, 60)}`),
      ).toEqual([]);
    },
  );
});

test("the archive is unchanged after the attacks on the second lock", async () => {
  expect(await archiveDigest(inject("stack"))).toBe(digest);
  expect(goneFrom(before, await archiveState())).toEqual([]);
});
