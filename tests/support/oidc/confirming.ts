import { expect } from "vitest";
import texts from "../../../ohif-config/texts/en.json";
import { newName } from "../people";
import type { Browser, Page } from "./browser";
import { reasonOf } from "./plan-site";
import { userOf } from "./sign-on";

/** A page that needs a confirmation. */
export const INVITE = "/people/invite";

/** The cookie of the session, without the others. */
export function sessionOf(browser: Browser, origin: string): string {
  const all = browser.cookies(origin).split("; ");
  return all.find((cookie) => cookie.startsWith("collimator-local=")) ?? "";
}

/** What the form of an invitation, which needs a confirmation, answers to a program. */
export async function invite(origin: string, cookie: string): Promise<{ status: number; reason: string | undefined }> {
  const answer = await fetch(origin + INVITE, {
    method: "POST",
    redirect: "manual",
    headers: { Origin: origin, Cookie: cookie },
    body: new URLSearchParams({ name: newName(), "role.viewer": "on" }),
  });
  const text = await answer.text();
  const reason = answer.status === 200 ? undefined : (JSON.parse(text) as { reason?: string }).reason;
  return { status: answer.status, reason };
}

/** The answer before a confirmation. */
export const LATE = { status: 403, reason: "step-up" };
/** The answer after one. */
export const DONE = { status: 200, reason: undefined };

/** The session is what it was: the same token, still somebody's, still not confirmed. */
export async function expectUnchanged(origin: string, browser: Browser, before: string, name: string): Promise<void> {
  expect(sessionOf(browser, origin)).toBe(before);
  expect(await userOf(origin, before)).toBe(name);
  expect(await invite(origin, before)).toEqual(LATE);
}

/** The page of a confirmation that was none. */
export function expectNotConfirmed(page: Page, reason: string): void {
  expect([page.status, reasonOf(page)]).toEqual([403, reason]);
  expect(page.text).toContain(texts["oidc.confirm.title"]);
  // Who could not confirm something is still logged in.
  expect(page.text).toContain('href="/account"');
  expect(page.headers["cache-control"]).toBe("no-store");
  expect((page.headers["set-cookie"] ?? []).filter((cookie) => cookie.startsWith("collimator-local="))).toEqual([]);
}
