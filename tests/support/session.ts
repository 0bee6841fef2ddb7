import { inject } from "vitest";

/** A request with the project's session, where there is one; follows no redirect. */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const { url } = inject("stack");
  const headers = new Headers(init.headers);
  if (!headers.has("Cookie")) headers.set("Cookie", inject("session"));
  if (init.method !== undefined && !headers.has("Origin")) headers.set("Origin", url);
  return fetch(url + path, { redirect: "manual", ...init, headers });
}

declare module "vitest" {
  interface ProvidedContext {
    session: string;
  }
}
