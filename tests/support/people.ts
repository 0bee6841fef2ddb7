import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { control } from "./control";
import { changePassword, logIn, type Answer } from "./forms";
import type { Stack } from "./stack";

/** The password that tests give everybody they make. */
export const PASSWORD = "calm-harbour-window-4";

/** Somebody with an account and a session. */
export interface Person {
  readonly name: string;
  readonly cookie: string;
}

/** A name that no other test uses. */
export function newName(): string {
  return `p${randomBytes(5).toString("hex")}`;
}

/** Makes an account with these roles, through its first password, and logs it in. */
export async function makePerson(stack: Stack, ...roles: readonly string[]): Promise<Person> {
  const name = newName();
  const { status, body } = await control<{ password?: string }>(stack, "/users/create", { name, roles });
  const { password: first = "" } = body;
  if (status !== 200) throw new Error(`no account: ${JSON.stringify(body)}`);
  const { cookie = "" } = await logIn(stack, first, { user: name });
  const changed = await changePassword(stack, cookie, { current: first, password: PASSWORD, repeat: PASSWORD });
  if (changed.cookie === undefined) throw new Error(`the first password could not be changed: ${changed.status}`);
  return { name, cookie: changed.cookie };
}

/** Another login of somebody, from a browser that is not known. */
export async function logInAgain(
  stack: Stack,
  { name }: Person,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return logIn(stack, PASSWORD, { user: name }, headers);
}

/** The status of one GET on a connection of its own, which any worker may take. */
export async function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, { headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on("error", reject);
    call.end();
  });
}

/** Fewer than one session may have at the archive at a time. */
const CONNECTIONS = 24;

/** The different statuses of one request on many connections at once, so that every worker answers some. */
export async function statusesEverywhere(url: string, headers: Readonly<Record<string, string>>): Promise<number[]> {
  const all = await Promise.all(Array.from({ length: CONNECTIONS }, async () => statusOf(url, headers)));
  return [...new Set(all)].sort((a, b) => a - b);
}

/**
 * Checks a change that has to hold on every worker within a second: before it `from`, and a second after its answer
 * `to`, everywhere. Returns what was seen, for one comparison.
 */
export async function aroundChange(
  url: string,
  headers: Readonly<Record<string, string>>,
  change: () => Promise<unknown>,
): Promise<{ before: number[]; after: number[] }> {
  const before = await statusesEverywhere(url, headers);
  await change();
  // The bound itself is what is tested: nothing else tells that it has passed.
  await untilVerdictsAreOver();
  return { before, after: await statusesEverywhere(url, headers) };
}

/**
 * Waits until no worker believes what it knew before: that is the bound which docs/architecture.md promises, a second, and
 * the rest is for clocks that nginx reads once in a round of events.
 */
export async function untilVerdictsAreOver(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1100));
}
