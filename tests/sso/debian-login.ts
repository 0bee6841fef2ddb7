import type { Browser, Page } from "../support/oidc/browser";
import type { DebianProvider } from "./debian-provider";

/** Fills in the provider's login page; its people's passwords are their names. Goes where that leads. */
export async function logInAtDebian(browser: Browser, page: Page, user: string): Promise<Page> {
  if (!page.text.includes('name="password"')) throw new Error(`no login page: ${page.status} ${page.url}`);
  return browser.submit(page, { user, password: user });
}

/** Agrees to a new login in a session that the provider has, and logs in. */
export async function renewLoginAtDebian(browser: Browser, page: Page, user: string): Promise<Page> {
  if (!page.text.includes('action="/renewsession"')) throw new Error(`no new login: ${page.status} ${page.url}`);
  return logInAtDebian(browser, await browser.submit(page, {}), user);
}

/** Logs out at the provider's own page, which tells the relying parties before it answers. */
export async function logOutAtDebian(browser: Browser, { issuer }: DebianProvider): Promise<void> {
  const page = await browser.open(`${issuer}?logout=1`);
  if (page.status !== 200) throw new Error(`no logout: ${page.status} ${page.url}`);
}
