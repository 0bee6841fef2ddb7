import { describe, expect, inject, test } from "vitest";
import { httpGet, NAVIGATION } from "../support/http-get";
import { ADMIN_PASSWORD, changePassword, logIn, postForm, resetAdmin } from "../support/forms";

const stack = inject("stack");

async function get(path: string, cookie: string): Promise<Response> {
  return fetch(stack.url + path, { redirect: "manual", headers: { Cookie: cookie } });
}

describe("the first login", () => {
  let first = "";
  let session = "";

  test("the first password logs in to a session that can only change the password", async () => {
    first = await resetAdmin(stack);
    const answer = await logIn(stack, first, { to: "/viewer?StudyInstanceUIDs=1.2.3" });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/password?to=%2Fviewer%3FStudyInstanceUIDs%3D1.2.3");
    session = answer.cookie ?? "";
    expect((await get("/pacs/studies", session)).status).toBe(403);
    expect((await get("/pacs-admin/system", session)).status).toBe(403);
    const page = await httpGet(`${stack.url}/`, { Cookie: session, ...NAVIGATION });
    expect(page).toEqual({ status: 302, location: "/password?to=%2F" });
  });

  test.each([
    ["a wrong current one", { current: "wrong", password: ADMIN_PASSWORD, repeat: ADMIN_PASSWORD }, 401],
    ["a short one", { password: "short", repeat: "short" }, 422],
    ["two different ones", { password: ADMIN_PASSWORD, repeat: "another-lantern-7" }, 422],
    ["a guessable one", { password: "password1234", repeat: "password1234" }, 422],
    ["the first one again", {}, 422],
  ])("%s is refused as the new password", async (_, fields, status) => {
    const answer = await changePassword(stack, session, { current: first, password: first, repeat: first, ...fields });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('role="alert"');
  });

  test("a good new password is accepted, starts a new session and voids the first password", async () => {
    const answer = await changePassword(stack, session, {
      current: first,
      password: ADMIN_PASSWORD,
      repeat: ADMIN_PASSWORD,
    });
    expect(answer.status).toBe(303);
    expect(answer.cookie).not.toBe(session);
    expect((await get("/pacs/studies", answer.cookie ?? "")).status).toBe(200);
    expect((await get("/pacs/studies", session)).status).toBe(401);
    expect((await logIn(stack, first)).status).toBe(401);
  });
});

describe("session cookie", () => {
  test("a session is an HttpOnly, SameSite cookie of 256 random bits", async () => {
    const { headers } = await logIn(stack, ADMIN_PASSWORD);
    const [session] = headers.getSetCookie();
    expect(session).toMatch(/^collimator-local=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test("a session ends with the logout, at once and for good", async () => {
    const { cookie = "" } = await logIn(stack, ADMIN_PASSWORD);
    expect((await get("/pacs/studies", cookie)).status).toBe(200);
    expect((await get("/logout", cookie)).status).toBe(405);
    const answer = await postForm(stack, "/logout", {}, { Cookie: cookie });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/login?notice=logged-out"]);
    expect(answer.headers.get("set-cookie")).toContain("Max-Age=0");
    expect((await get("/pacs/studies", cookie)).status).toBe(401);
  });

  test("a session ends when its browser logs in again", async () => {
    const earlier = await logIn(stack, ADMIN_PASSWORD);
    const { cookie = "" } = await logIn(stack, ADMIN_PASSWORD, {}, { Cookie: earlier.cookie ?? "" });
    expect((await get("/pacs/studies", cookie)).status).toBe(200);
    expect((await get("/pacs/studies", earlier.cookie ?? "")).status).toBe(401);
  });

  test("a session begun with the old password during its change is void afterwards", async () => {
    const { cookie: own = "" } = await logIn(stack, ADMIN_PASSWORD);
    const next = "another-calm-lantern-9";
    const racing = Array.from({ length: 8 }, async () => logIn(stack, ADMIN_PASSWORD));
    const changed = await changePassword(stack, own, { current: ADMIN_PASSWORD, password: next, repeat: next });
    expect(changed.status).toBe(303);
    for (const { cookie } of await Promise.all(racing)) {
      if (cookie !== undefined) expect.soft((await get("/pacs/studies", cookie)).status).toBe(401);
    }
    const back = { current: next, password: ADMIN_PASSWORD, repeat: ADMIN_PASSWORD };
    expect((await changePassword(stack, changed.cookie ?? "", back)).status).toBe(303);
  });

  test("a session is not accepted from the other mode's cookie, or from a repeated or modified one", async () => {
    const { cookie = "" } = await logIn(stack, ADMIN_PASSWORD);
    const token = cookie.slice("collimator-local=".length);
    const flipped = (token.startsWith("A") ? "B" : "A") + token.slice(1);
    for (const forged of [
      `__Host-collimator=${token}`,
      `collimator-local=${token}; collimator-local=${token}`,
      `collimator-local=${flipped}`,
      `collimator-local=${token}x`,
      `Collimator-Local=${token}`,
    ]) {
      expect.soft((await get("/pacs/studies", forged)).status, forged).toBe(401);
    }
  });

  test("a session cannot be fixed: the login issues a new one, whatever cookie came with it", async () => {
    const planted = `collimator-local=${"A".repeat(43)}`;
    const { cookie } = await logIn(stack, ADMIN_PASSWORD, {}, { Cookie: planted });
    expect(cookie).toMatch(/^collimator-local=/);
    expect(cookie).not.toBe(planted);
    expect((await get("/pacs/studies", planted)).status).toBe(401);
  });
});

describe("the login form", () => {
  test.each([
    ["/viewer?StudyInstanceUIDs=1.2,3.4&x=%20y", "/viewer?StudyInstanceUIDs=1.2,3.4&x=%20y"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example/", "/"],
    ["/\r\nSet-Cookie: a=b", "/"],
    ["javascript:alert(1)", "/"],
    ["/login?to=/x", "/"],
  ])("the login with the return target %j returns to %j", async (to, location) => {
    const answer = await logIn(stack, ADMIN_PASSWORD, { to });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(location);
  });

  test("the login returns to an address of 700 studies", async () => {
    const to = `/viewer?StudyInstanceUIDs=${"1.2.345,".repeat(700)}3`;
    expect((await logIn(stack, ADMIN_PASSWORD, { to })).headers.get("location")).toBe(to);
  });

  test("the login shows typed text as text, never as markup", async () => {
    const answer = await logIn(stack, "x", { user: '"><script>x</script>', to: '/"><b>' });
    expect(answer.status).toBe(401);
    expect(answer.text).not.toMatch(/<script|<b>/);
  });

  test("the login refuses another site's form", async () => {
    const answer = await postForm(stack, "/login", { user: "admin", password: "x" }, { Origin: "http://evil.example" });
    expect(answer.status).toBe(403);
  });
});

describe("collimator admin reset", () => {
  test("collimator admin reset prints a new first password, ends all sessions and voids the old password", async () => {
    const { cookie = "" } = await logIn(stack, ADMIN_PASSWORD);
    const first = await resetAdmin(stack);
    expect((await get("/pacs/studies", cookie)).status).toBe(401);
    expect((await logIn(stack, ADMIN_PASSWORD)).status).toBe(401);
    const again = await logIn(stack, first);
    expect(again.headers.get("location")).toBe("/password?to=%2F");
    const changed = await changePassword(stack, again.cookie ?? "", {
      current: first,
      password: ADMIN_PASSWORD,
      repeat: ADMIN_PASSWORD,
    });
    expect(changed.status).toBe(303);
  });
});
