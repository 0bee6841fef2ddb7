import { randomBytes } from "node:crypto";
import { control } from "./control";
import { postForm, type Answer } from "./forms";
import { docker } from "./docker";
import type { Stack } from "./stack";

/** The password of everybody who is made here. */
export const PERSON_PASSWORD = "calm-harbour-window-4";

/** Somebody who came by a link, with a session. */
export interface Invitee {
  readonly name: string;
  readonly cookie: string;
}

/** A name that no other test uses. */
export function freshName(): string {
  return `p${randomBytes(5).toString("hex")}`;
}

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
export async function invitee(stack: Stack, ...roles: readonly string[]): Promise<Invitee> {
  const name = freshName();
  const { status, cookie } = await useLink(stack, codeOf(await inviteBy(stack, name, ...roles)), PERSON_PASSWORD);
  if (status !== 303 || cookie === undefined) throw new Error(`the link did not let in: ${status}`);
  return { name, cookie };
}

/** Makes the gateway take every session's password as given an hour ago. */
export async function forgetConfirmations({ project }: Stack): Promise<void> {
  const script = `export REDISCLI_AUTH=$(cat /secrets/password)
for key in $(valkey-cli --scan --pattern 'session:*'); do valkey-cli HSET "$key" confirmed $(($(date +%s) - 3600)); done`;
  const outcome = await docker("exec", `${project}-valkey-1`, "sh", "-c", script);
  if (outcome.status !== 0) throw new Error(outcome.stderr);
  // What was known of a session before is good for a second.
  await new Promise((resolve) => setTimeout(resolve, 1100));
}
