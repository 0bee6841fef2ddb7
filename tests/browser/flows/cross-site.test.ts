import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { phantomSeries } from "../../../scripts/lib/phantom";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { ADMIN_PASSWORD, resetAdmin, spendFirstPassword } from "../../support/forms";
import { orthancIdOf } from "../../support/orthanc-id";

import { deleteStudy } from "./archive";
import { dismissNotices, logIn } from "../../support/browser/pages";
import { storeInstances } from "./store";

const stack = inject("stack");
const { url } = stack;
const patientId = "cross-site";
const { studyUid, files } = phantomSeries({
  name: "cross-site",
  slices: 1,
  rows: 16,
  columns: 16,
  patientName: "Phantom^CrossSite",
  patientId,
});
const study = `/pacs-admin/studies/${orthancIdOf(patientId, studyUid)}`;

let browser: TestBrowser;
let tab: WatchedTab;
let attacker: Server;
let port: number;
/** In the archive, which other files of tests use too. */
let studies: number;

/** Pages of the attacker's, at a host of another site and, by the same server, at another port of this site. */
beforeAll(async () => {
  attacker = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end("<!doctype html><title>Foreign</title><body></body>");
  });
  await new Promise<void>((listening) => attacker.listen(0, "127.0.0.1", listening));
  port = (attacker.address() as AddressInfo).port;
  const [started] = await Promise.all([
    startBrowser(),
    resetAdmin(stack).then((first) => spendFirstPassword(stack, first)),
  ]);
  browser = started;
  tab = await browser.open(url);
  await dismissNotices(tab.page);
  await tab.page.goto(url);
  await logIn(tab.page, stack.adminName, ADMIN_PASSWORD);
  await tab.page.getByText("Study List").waitFor();
  await storeInstances(
    tab.context,
    url,
    [...files()].map((bytes) => ({ bytes })),
  );
  studies = await countStudies();
});

afterAll(async () => {
  await deleteStudy(tab.context, url, patientId, studyUid);
  await browser.close();
  attacker.close();
});

/** Another site, and another origin of the same site, to which browsers send SameSite cookies. */
const SITES = [
  ["another site", () => `http://localhost:${port}`],
  ["another port of this host", () => `http://127.0.0.1:${port}`],
] as const;

/** What a page of the attacker's does; each answers what it could read, or why it could not. */
const FORMS = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
const CHANGES: readonly (readonly [method: string, path: string])[] = [
  ["POST", "/logout"],
  ["POST", "/password"],
  ["POST", "/people/invite"],
  ["POST", "/people/person?name=admin"],
  ["POST", "/account/token"],
  ["POST", `${study}/anonymize`],
  ["POST", "/pacs/studies"],
  ["POST", "/pacs-admin/instances"],
  ["PUT", `${study}/labels/stolen`],
  ["DELETE", study],
];

async function countStudies(): Promise<number> {
  const answer = await tab.context.request.get(`${url}/pacs/studies`);
  return ((await answer.json()) as unknown[]).length;
}

/** The session lives, and the study is there, as it was. */
async function expectUnchanged(): Promise<void> {
  expect((await tab.context.request.get(`${url}/session`)).status()).toBe(200);
  const answer = await tab.context.request.get(`${url}${study}/labels`);
  expect(answer.status()).toBe(200);
  expect(await answer.json()).toEqual([]);
  expect(await countStudies()).toBe(studies);
}

describe.each(SITES)("requests from %s", (_name, siteOf) => {
  test.each(FORMS)("a cross-site form of type %s changes nothing", async (type) => {
    for (const [method, path] of CHANGES) {
      if (method !== "POST") continue;
      const page = await tab.context.newPage();
      await page.goto(siteOf());
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.url() === url + path),
        page.evaluate(
          ([action, enctype]) => {
            const form = document.createElement("form");
            Object.assign(form, { method: "post", action, enctype });
            form.append(Object.assign(document.createElement("input"), { name: "current", value: "x" }));
            document.body.append(form);
            form.submit();
          },
          [url + path, type],
        ),
      ]);
      expect([path, answer.status()]).toEqual([path, 403]);
      await page.close();
    }
    await expectUnchanged();
  });

  test.each(["no-cors", "cors"])("a cross-site fetch in mode %s changes and reads nothing", async (mode) => {
    const page = await tab.context.newPage();
    await page.goto(siteOf());
    const outcomes = await page.evaluate(
      async ([target, requests, how]) => {
        const outcomes: string[] = [];
        for (const [method, path] of requests) {
          const options = { method, mode: how as RequestMode, credentials: "include" as const, body: "a=b" };
          const answer = await fetch(target + path, options).catch((error: unknown) => String(error));
          outcomes.push(typeof answer === "string" ? "failed" : answer.type);
        }
        for (const path of ["/pacs/studies", "/session", "/app-config.js"]) {
          const options = { mode: how as RequestMode, credentials: "include" as const };
          const answer = await fetch(target + path, options).catch((error: unknown) => String(error));
          outcomes.push(typeof answer === "string" ? "failed" : answer.type);
        }
        return outcomes;
      },
      [url, CHANGES, mode] as const,
    );
    // Opaque answers can't be read; cross-origin ones that can be read would be of the type "cors".
    expect(new Set(outcomes).difference(new Set(["opaque", "failed"]))).toEqual(new Set());
    await page.close();
    await expectUnchanged();
  });

  test("cross-site beacons, pings, images, scripts, styles, objects and frames change and show nothing", async () => {
    const page = await tab.context.newPage();
    await page.goto(siteOf());
    const shown = await page.evaluate(
      async ([target, path]) => {
        navigator.sendBeacon(`${target}/logout`, "a=b");
        navigator.sendBeacon(`${target}${path}/anonymize`, "{}");
        const load = (name: string, fields: object): Promise<string> =>
          new Promise((done) => {
            const element = document.createElement(name);
            element.onload = () => {
              done(`${name} loaded`);
            };
            element.onerror = () => {
              done(`${name} failed`);
            };
            Object.assign(element, fields);
            document.body.append(element);
          });
        return Promise.all([
          load("img", { src: `${target}/pacs/studies` }),
          load("script", { src: `${target}/app-config.js` }),
          load("script", { src: `${target}/pacs/studies` }),
          load("link", { rel: "stylesheet", href: `${target}/gateway/gateway.css` }),
        ]);
      },
      [url, study] as const,
    );
    expect(shown).toEqual(["img failed", "script failed", "script failed", "link failed"]);
    for (const path of ["/", "/login", "/password", "/pacs-admin/app/explorer.html"]) {
      const [refused] = await Promise.all([
        page.waitForEvent("requestfailed", (request) => request.isNavigationRequest()),
        page.evaluate((source) => {
          document.body.replaceChildren(Object.assign(document.createElement("iframe"), { src: source }));
        }, url + path),
      ]);
      expect(refused.failure()?.errorText).toMatch(/^net::ERR_BLOCKED_BY_RESPONSE/);
    }
    await page.close();
    await expectUnchanged();
  });

  test("a cross-site link or window changes nothing", async () => {
    for (const path of ["/logout", `${study}?_method=DELETE`, "/pacs/studies?_method=DELETE"]) {
      const page = await tab.context.newPage();
      await page.goto(siteOf());
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.url() === url + path),
        page.evaluate((address) => {
          location.href = address;
        }, url + path),
      ]);
      expect(answer.status()).toBeGreaterThanOrEqual(400);
      await page.close();
    }
    await expectUnchanged();
  });
});
