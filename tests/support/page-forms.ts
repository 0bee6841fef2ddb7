import { inject } from "vitest";
import { postForm, type Answer } from "./forms";

/** A page as a browser gets it, and no redirect of it is followed. */
export async function getPage(path: string, cookie: string): Promise<{ status: number; text: string }> {
  const { url } = inject("stack");
  const answer = await fetch(url + path, { redirect: "manual", headers: { Cookie: cookie } });
  return { status: answer.status, text: await answer.text() };
}

/** Sends a form in a session. */
export async function sendForm(path: string, fields: Record<string, string>, cookie: string): Promise<Answer> {
  return postForm(inject("stack"), path, fields, { Cookie: cookie });
}

/** An answer's status, and where it leads. */
export function leadsTo({ status, headers }: Answer): readonly [number, string | null] {
  return [status, headers.get("location")];
}
