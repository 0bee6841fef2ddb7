import { createHash } from "node:crypto";
import { control } from "./control";
import { postForm, type Answer } from "./forms";
import { docker } from "./docker";
import { newName, PASSWORD, type Person } from "./people";
import type { Stack } from "./stack";

/** A one-time link for a new account. */
export async function inviteBy(stack: Stack, name: string, ...roles: readonly string[]): Promise<string> {
  const { status, body } = await control<{ link: string }>(stack, "/users/invite", { name, roles });
  if (status !== 200) throw new Error(`no link: ${JSON.stringify(body)}`);
  return body.link;
}

/** The code in a link. */
export function codeOf(link: string): string {
  return new URL(link).searchParams.get("code") ?? "";
}

/** Sends the form of a link's page. */
export async function useLink(stack: Stack, code: string, password: string, repeat = password): Promise<Answer> {
  return postForm(stack, "/invite", { code, password, repeat });
}

/** Somebody with these roles, who has used a link. */
export async function invitee(stack: Stack, ...roles: readonly string[]): Promise<Person> {
  const name = newName();
  const { status, cookie } = await useLink(stack, codeOf(await inviteBy(stack, name, ...roles)), PASSWORD);
  if (status !== 303 || cookie === undefined) throw new Error(`the link did not let in: ${status}`);
  return { name, cookie };
}

/** Makes the gateway take the password of a session as given an hour ago. */
export async function forgetConfirmation({ project }: Stack, cookie: string): Promise<void> {
  const token = cookie.slice(cookie.indexOf("=") + 1);
  // As the gateway names it: see lua-src/gateway/opaque-token.ts.
  const key = createHash("sha256").update(token).digest("base64url");
  const command = `valkey-cli HSET session:${key} confirmed $(($(date +%s) - 3600))`;
  const script = `export REDISCLI_AUTH=$(cat /secrets/password); ${command}`;
  const outcome = await docker("exec", `${project}-valkey-1`, "sh", "-c", script);
  // 0: the field was there, and no new one was made.
  if (outcome.stdout.trim() !== "0") throw new Error(`no such session: ${outcome.stdout}${outcome.stderr}`);
  // What was known of the session before is good for a second.
  await new Promise((resolve) => setTimeout(resolve, 1100));
}
