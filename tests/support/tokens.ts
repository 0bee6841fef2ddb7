import { control } from "./control";
import { until } from "./docker";
import { statusOf } from "./people";
import type { Stack } from "./stack";

/** A new API token. */
export interface Token {
  readonly id: string;
  /** What is sent. */
  readonly secret: string;
}

/** The challenge of a refused token. */
export const INVALID = 'Bearer realm="collimator", error="invalid_token"';

/** Makes a token for an hour that may view, or as it is wanted. */
export async function makeToken(
  stack: Stack,
  owner: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Token> {
  const expiresAt = Math.floor(Date.now() / 1000) + 3600;
  const call = { owner, name: "robot", permissions: ["view"], expiresAt, ...more };
  const { status, body } = await control<{ token: { id: string }; secret: string }>(stack, "/tokens/create", call);
  if (status !== 200) throw new Error(`no token: ${JSON.stringify(body)}`);
  return { id: body.token.id, secret: body.secret };
}

/** The header that sends a token as RFC 6750 says. */
export const bearer = (secret: string): Record<string, string> => ({ Authorization: `Bearer ${secret}` });

/** The header that sends a token as a password. */
export const basic = (name: string, secret: string): Record<string, string> => ({
  Authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`,
});

/** Status, reason and challenge of a refusal. */
export async function refusalOf(url: string, headers: Readonly<Record<string, string>>): Promise<unknown[]> {
  const answer = await fetch(url, { headers, redirect: "manual" });
  const { reason } = (await answer.json()) as { reason?: string };
  return [answer.status, reason, answer.headers.get("www-authenticate")];
}

/** Asks until the answer is 401; when it was asked for the last time that was taken, in Unix seconds. */
export async function lastTaken(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  let last = 0;
  await until("the end", async () => {
    const asked = Date.now() / 1000;
    if ((await statusOf(url, headers)) === 401) return true;
    last = asked;
    return undefined;
  });
  return last;
}
