import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { docker } from "../docker";
import { untilReady } from "../ready";
import { type SecondGateway, startSecondGateway } from "../second-gateway";
import type { Stack } from "../stack";
import type { Bend, BentProvider, Received } from "./bend";
import { startBentProvider } from "./bent-provider";
import { type Browser, newBrowser, type Page } from "./browser";
import type { Known } from "./certified-configuration";
import { issuerAt, type OidcLab } from "./lab";
import { RELYING, ssoSettings } from "./relying";
import { signOn, userOf } from "./sign-on";

/** What became of a login. */
export interface Attempt {
  readonly browser: Browser;
  readonly page: Page;
  readonly who: Known;
  /** Whose session the browser has now. */
  readonly user: string | undefined;
  /** What the provider was asked meanwhile. */
  readonly asked: readonly Received[];
}

/** A gateway of its own before the bent provider. */
export interface PlanSite {
  readonly provider: BentProvider;
  readonly origin: string;
  /** The stack whose state the gateway shares. */
  readonly stack: Stack;
  readonly gateway: SecondGateway;
  /** Sessions that have to go on, and what they have outlived. */
  readonly living: { readonly what: string; readonly user: string | undefined; readonly cookie: string }[];
  readonly newBrowser: () => Browser;
  /** Makes the gateway forget what it knows of the provider: its metadata, its keys, its failures. */
  readonly restart: () => Promise<void>;
  /** What the gateway knows of the provider is of no use for the next login: it is forgotten before that. */
  readonly outdate: () => void;
  /** Has somebody new log in, while the provider bends as it is told. */
  readonly attempt: (bend: Bend, more?: Partial<Known>) => Promise<Attempt>;
  readonly stop: () => Promise<void>;
}

/** The deep link of every login. */
export const TARGET = "/viewer?StudyInstanceUIDs=1.2.840.1";

export function somebody(more: Partial<Known> = {}): Known {
  const sub = randomUUID();
  return { sub, preferred_username: `p-${sub.slice(0, 8)}`, name: "Pat Example", groups: ["radiology"], ...more };
}

/** Starts the provider and the gateway; `more` are arguments for docker. */
export async function startPlanSite(stack: Stack, lab: OidcLab, more: readonly string[] = []): Promise<PlanSite> {
  const provider = await startBentProvider(lab, RELYING, somebody());
  const settings = {
    PUBLIC_URL: "http://127.0.0.1:{http}",
    HTTP_PORT: "{http}",
    ...ssoSettings(issuerAt(lab.ports.bent)),
  };
  const gateway = await startSecondGateway(stack, { settings, extraCa: lab.caFile, more });
  const { container, httpPort } = gateway;
  const origin = `http://127.0.0.1:${httpPort}`;
  let outdated = false;
  const restart = async (): Promise<void> => {
    outdated = false;
    await docker("restart", "--time", "5", container);
    await untilReady(origin);
  };
  const attempt = async (bend: Bend, more?: Partial<Known>): Promise<Attempt> => {
    if (outdated) await restart();
    const before = provider.received.length;
    const who = somebody(more);
    Object.assign(provider, { bend, who });
    const browser = newBrowser(lab.ca);
    const page = await signOn(browser, origin, TARGET, "");
    const user = await userOf(origin, browser.cookies(origin));
    return { browser, page, who, user, asked: provider.received.slice(before) };
  };
  const outdate = (): void => {
    outdated = true;
  };
  const stop = async (): Promise<void> => {
    await gateway.stop();
    await provider.stop();
  };
  return {
    provider,
    origin,
    stack,
    gateway,
    living: [],
    newBrowser: () => newBrowser(lab.ca),
    restart,
    outdate,
    attempt,
    stop,
  };
}

/** How many requests of a path the provider got. */
export function asked(requests: readonly Received[], path: string): number {
  return requests.filter((request) => request.path.endsWith(path)).length;
}

/** A login that succeeded: on its deep link, in the person's own session. */
export function expectAccepted({ page, user, who }: Attempt): void {
  expect([page.status, page.url, page.text.slice(0, 15)]).toEqual([
    200,
    expect.stringContaining(TARGET),
    "<!doctype html>",
  ]);
  expect(user).toBe(who.preferred_username);
}

/** A page that says why, and no session. */
export function expectRefused({ page, user }: Pick<Attempt, "page" | "user">, status: number, reason: string): void {
  expect([page.status, reasonOf(page)]).toEqual([status, reason]);
  expect(page.text).toContain('href="/login"');
  expect(page.headers["cache-control"]).toBe("no-store");
  expect(user).toBeUndefined();
}

/** The reason that a message page shows to whoever looks after the gateway. */
export function reasonOf({ text }: Page): string | undefined {
  return /<code>([^<]*)<\/code>/.exec(text)?.[1];
}
