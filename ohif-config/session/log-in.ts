/** What came of a login: `ok`, or why not. */
export type LoginOutcome = "ok" | "wrong" | "busy" | "unavailable";

/**
 * Sends the login form as the login page does. Its answer to a right password is a redirect to a page, which is
 * not followed: fetch then shows an opaque redirect (Fetch Standard, "opaque-redirect filtered response").
 */
export async function logIn(network: typeof fetch, user: string, password: string): Promise<LoginOutcome> {
  try {
    const body = new URLSearchParams({ user, password, to: "/" });
    const answer = await network("/login", { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect") return "ok";
    if (answer.status === 429) return "busy";
    return answer.status === 401 ? "wrong" : "unavailable";
  } catch {
    return "unavailable";
  }
}
