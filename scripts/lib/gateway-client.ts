import { randomUUID } from "node:crypto";
import { stowBody, stowType } from "./stow";

/** A session at the gateway. */
export interface Session {
  readonly publicUrl: string;
  readonly cookie: string;
}

/** How a login ended, if not with a session. */
export type NoSession = "refused" | "password must be changed" | "too many attempts" | "unavailable";

/** Logs in by the login page's form. Throws where nothing answers at `publicUrl`. */
export async function logIn(publicUrl: string, user: string, password: string): Promise<Session | NoSession> {
  const answer = await fetch(`${publicUrl}/login`, {
    method: "POST",
    headers: { Origin: publicUrl },
    body: new URLSearchParams({ user, password, to: "/" }),
    redirect: "manual",
  });
  await answer.arrayBuffer();
  if (answer.status === 429) return "too many attempts";
  if (answer.status >= 500) return "unavailable";
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
  if (answer.status !== 303 || cookie === undefined) return "refused";
  const target = answer.headers.get("Location") ?? "";
  return /\/password(\?|$)/.test(target) ? "password must be changed" : { publicUrl, cookie };
}

export async function logOut({ publicUrl, cookie }: Session): Promise<void> {
  await fetch(`${publicUrl}/logout`, {
    method: "POST",
    headers: { Origin: publicUrl, Cookie: cookie },
    redirect: "manual",
  });
}

/** How many instances the archive took and refused. */
export interface Stored {
  readonly stored: number;
  readonly failed: number;
}

/** Stores instances by STOW-RS (PS3.18, section 10.5) in one request. Throws where the answer is none of STOW-RS. */
export async function storeInstances({ publicUrl, cookie }: Session, files: readonly Buffer[]): Promise<Stored> {
  const boundary = randomUUID();
  const answer = await fetch(`${publicUrl}/pacs/studies`, {
    method: "POST",
    headers: {
      Origin: publicUrl,
      Cookie: cookie,
      Accept: "application/dicom+json",
      "Content-Type": stowType(boundary),
    },
    body: stowBody(files, boundary),
    redirect: "manual",
  });
  const text = await answer.text();
  if (![200, 202, 409].includes(answer.status)) throw new Error(`the gateway answered ${answer.status}: ${text}`);
  const body = JSON.parse(text) as Record<string, { Value?: unknown[] } | undefined>;
  const count = (tag: string): number => body[tag]?.Value?.length ?? 0;
  // Referenced SOP, Failed SOP and Other Failures Sequence (PS3.18, section 10.5.3).
  return { stored: count("00081199"), failed: count("00081198") + count("0008119A") };
}
