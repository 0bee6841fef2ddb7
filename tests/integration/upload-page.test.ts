import { describe, expect, inject, test } from "vitest";
import texts from "../../ohif-config/texts/en.json";
import { httpGet, NAVIGATION } from "../support/http-get";
import { invitee } from "../support/invitations";
import { getPage } from "../support/page-forms";
import { bearer, makeToken } from "../support/tokens";

const stack = inject("stack");
const { url } = stack;
const page = (cookie: string): Promise<Response> => fetch(`${url}/upload`, { headers: { Cookie: cookie } });

describe("who gets the page for uploads", () => {
  test.each([["uploader"], ["contributor"], ["technologist"]])("a %s gets the page for uploads", async (role) => {
    const { cookie } = await invitee(stack, role);
    const answer = await page(cookie);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toContain(texts["upload.title"]);
    // What UPLOAD_LIMIT is, in bytes.
    expect(text).toMatch(/ data-limit="\d{6,12}"/);
    expect((await getPage("/account", cookie)).text).toContain('href="/upload"');
  });

  test.each([["viewer"], ["radiologist"], ["auditor"]])(
    "a %s is refused the page for uploads with a sentence, and sees no link to it",
    async (role) => {
      const { cookie } = await invitee(stack, role);
      const answer = await page(cookie);
      expect([answer.status, await answer.json()]).toMatchObject([
        403,
        { reason: "role", detail: "This account's roles do not allow this." },
      ]);
      expect(await httpGet(`${url}/upload`, { ...NAVIGATION, Cookie: cookie })).toEqual({ status: 403, location: "" });
      expect((await getPage("/account", cookie)).text).not.toContain('href="/upload"');
    },
  );

  test("the page for uploads is no token's, and nobody's without a session", async () => {
    const { name } = await invitee(stack, "uploader");
    const { secret } = await makeToken(stack, name, { permissions: ["upload"] });
    const answer = await fetch(`${url}/upload`, { headers: bearer(secret) });
    expect([answer.status, await answer.json()]).toMatchObject([403, { reason: "person-only" }]);
    expect(await httpGet(`${url}/upload`, NAVIGATION)).toEqual({ status: 302, location: "/login?to=%2Fupload" });
  });

  test("/session says who may upload", async () => {
    for (const [role, upload] of [
      ["uploader", true],
      ["radiologist", undefined],
    ] as const) {
      const { cookie } = await invitee(stack, role);
      const answer = await fetch(`${url}/session`, { headers: { Cookie: cookie } });
      const { permissions } = (await answer.json()) as { permissions: Record<string, unknown> };
      expect([role, permissions["upload"]]).toEqual([role, upload]);
    }
  });
});

describe("the policy of the page for uploads", () => {
  test("the page for uploads may load its script, ask for three addresses, and nothing else", async () => {
    const { cookie } = await invitee(stack, "uploader");
    const { headers } = await page(cookie);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy.split("; ").slice(0, 9)).toEqual([
      "default-src 'none'",
      `script-src ${url}/gateway/upload.js`,
      "script-src-attr 'none'",
      "style-src 'self'",
      "img-src 'self'",
      `connect-src ${url}/pacs/studies ${url}/session ${url}/login`,
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("no other page of the gateway may load a script", async () => {
    const { cookie } = await invitee(stack, "uploader");
    for (const path of ["/account", "/password", "/login"]) {
      const { headers } = await fetch(url + path, { headers: { Cookie: cookie } });
      expect(headers.get("content-security-policy")).not.toContain("script-src");
    }
  });

  test("the script of the page for uploads is served, and compressed", async () => {
    for (const coding of ["br", "gzip"]) {
      const answer = await fetch(`${url}/gateway/upload.js`, { headers: { "Accept-Encoding": coding } });
      expect([answer.status, answer.headers.get("content-encoding")]).toEqual([200, coding]);
      expect(answer.headers.get("content-type")).toMatch(/javascript/);
      expect(await answer.text()).toContain("/pacs/studies");
    }
  });
});
