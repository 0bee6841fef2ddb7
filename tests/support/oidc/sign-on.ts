import { type Browser, type Page, unescape } from "./browser";

/** Whose session a Cookie header is: the user's name, or undefined without a session. */
export async function userOf(origin: string, cookie: string): Promise<string | undefined> {
  const answer = await fetch(`${origin}/session`, { headers: { Cookie: cookie }, redirect: "manual" });
  if (answer.status === 401) return undefined;
  if (answer.status !== 200) throw new Error(`/session answered ${answer.status}`);
  return ((await answer.json()) as { user: string }).user;
}

/** Opens a page that needs a session, and follows the login page's link up to where the provider asks or answers. */
export async function toProvider(
  browser: Browser,
  origin: string,
  to: string,
  until?: (next: string) => boolean,
): Promise<Page> {
  const login = await browser.open(origin + to);
  const href = /href="(\/oidc\/login\?to=[^"]*)"/.exec(login.text)?.[1];
  if (href === undefined) throw new Error(`no link to the provider at ${login.url}: ${login.status} ${login.text}`);
  return browser.open(origin + unescape(href), until);
}

/** Logs in by the provider, as `who` where it asks; returns where that ends. */
export async function signOn(browser: Browser, origin: string, to: string, who: string): Promise<Page> {
  const page = await toProvider(browser, origin, to);
  return page.text.includes('name="login"') ? browser.submit(page, { login: who }) : page;
}

/** Ends the session by the account menu's form, and goes on wherever that leads. */
export async function signOff(browser: Browser, origin: string, until?: (next: string) => boolean): Promise<Page> {
  return browser.post(`${origin}/logout`, {}, until);
}
