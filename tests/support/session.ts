import { inject } from "vitest";
import { ADMIN_PASSWORD, logIn } from "./forms";

/** A request with the project's session, where there is one; follows no redirect. */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const { url } = inject("stack");
  const headers = new Headers(init.headers);
  if (!headers.has("Cookie")) headers.set("Cookie", inject("session"));
  if (init.method !== undefined && !headers.has("Origin")) headers.set("Origin", url);
  return fetch(url + path, { redirect: "manual", ...init, headers });
}

/** Deletes what stands at an address; the project's session may be too old for that, so that the password is given anew. */
export async function remove(path: string): Promise<Response> {
  const { status, cookie } = await logIn(inject("stack"), ADMIN_PASSWORD);
  if (cookie === undefined) throw new Error(`the admin could not log in: ${status}`);
  return ask(path, { method: "DELETE", headers: { Cookie: cookie } });
}

declare module "vitest" {
  interface ProvidedContext {
    session: string;
  }
}
