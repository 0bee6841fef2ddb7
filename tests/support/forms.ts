import { docker, until } from "./docker";
import type { Stack } from "./stack";

/** The password that tests give the admin. */
export const ADMIN_PASSWORD = "quiet-river-lantern-7";

/** An answer that was not followed further. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** `name=value` of the session cookie it set, if it did. */
  readonly cookie: string | undefined;
}

async function answerOf(response: Response): Promise<Answer> {
  const cookie = response.headers.getSetCookie().at(0)?.split(";")[0];
  return { status: response.status, headers: response.headers, text: await response.text(), cookie };
}

/** Sends a form to the gateway as its own pages do, and follows no redirect. */
export async function postForm(
  stack: Stack,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(stack.url + path, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { Origin: stack.url, ...headers },
    redirect: "manual",
  });
  return answerOf(response);
}

/** Sends a form again while it is answered 429: after wrong passwords, or too many changes at once. */
export async function patiently(send: () => Promise<Answer>): Promise<Answer> {
  return until("an answer other than 429", async () => {
    const answer = await send();
    return answer.status === 429 ? undefined : answer;
  });
}

/** Logs in; the cookie of the answer is the session. */
export async function logIn(
  stack: Stack,
  password: string,
  fields: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const form = { user: stack.adminName, password, to: "/", ...fields };
  return patiently(async () => postForm(stack, "/login", form, headers));
}

/** Sends the form that changes the password. */
export async function changePassword(
  stack: Stack,
  cookie: string,
  fields: { readonly current: string; readonly password: string; readonly repeat: string },
): Promise<Answer> {
  return patiently(async () => postForm(stack, "/password", { to: "/", ...fields }, { Cookie: cookie }));
}

/** Gives the admin the tests' password in place of a first one; returns the session cookie. */
export async function spendFirstPassword(stack: Stack, first: string): Promise<string> {
  const { cookie = "" } = await logIn(stack, first);
  const changed = await changePassword(stack, cookie, {
    current: first,
    password: ADMIN_PASSWORD,
    repeat: ADMIN_PASSWORD,
  });
  if (changed.status !== 303 || changed.cookie === undefined) {
    throw new Error(`the first password could not be changed: ${changed.status}`);
  }
  return changed.cookie;
}

/** A new first password by the command line, for tests that need one. */
export async function resetAdmin(stack: Stack): Promise<string> {
  const { stdout, stderr } = await docker("exec", `${stack.project}-gateway-1`, "collimator", "admin", "reset");
  const password = /First password: (\S+)/.exec(stdout)?.[1];
  if (password === undefined) throw new Error(`no password: ${stdout}${stderr}`);
  return password;
}
