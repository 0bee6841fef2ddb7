import { describe, expect, inject, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { stowBody, stowType } from "../../scripts/lib/stow";
import texts from "../../ohif-config/texts/en.json";
import { httpGet, NAVIGATION } from "../support/http-get";
import { invitee } from "../support/invitations";
import { getPage } from "../support/page-forms";
import { rawHttp } from "../support/raw-http";
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

describe("whose page stores", () => {
  const headersOf = (cookie: string, user: string): Record<string, string> => ({
    ...{ Cookie: cookie, Origin: url, Accept: "application/dicom+json", "Content-Type": stowType() },
    ...(user === "" ? {} : { "X-Collimator-User": user }),
  });

  test("an upload's page says whose it is, and nothing is stored by it under another account's session", async () => {
    const [anna, ben] = [await invitee(stack, "uploader"), await invitee(stack, "uploader")];
    expect(await (await page(anna.cookie)).text()).toContain(` data-user="${anna.name}"`);
    const files = [...phantomSeries({ name: "whose page", slices: 1, rows: 16, columns: 16 }).files()];
    const store = (cookie: string, user: string): Promise<Response> =>
      fetch(`${url}/pacs/studies`, { method: "POST", headers: headersOf(cookie, user), body: stowBody(files) });

    // The cookie is ben's, as after his login in another tab.
    const refused = await store(ben.cookie, anna.name);
    expect([refused.status, await refused.json()]).toMatchObject([401, { reason: "other-account" }]);
    // The page's script looks for it, and opens its layer.
    expect(refused.headers.get("www-authenticate")).toMatch(/^Session /);
    expect((await store(anna.cookie, anna.name)).status).toBe(200);
    // Other clients send no such header.
    expect((await store(ben.cookie, "")).status).toBe(200);
  });

  test("a Store that names another account is refused before its body is there, also to whoever may not upload", async () => {
    const [anna, ben] = [await invitee(stack, "uploader"), await invitee(stack, "viewer")];
    const headers = { ...headersOf(ben.cookie, anna.name), "Content-Length": "1000", Connection: "close" };
    const lines = Object.entries({ Host: new URL(url).host, ...headers }).map(([name, value]) => `${name}: ${value}`);
    const head = `POST /pacs/studies HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
    const answer = await rawHttp(Number(new URL(url).port), head);
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([401, { reason: "other-account" }]);
  });

  test("a token's upload is the token's, whatever account it names", async () => {
    const { name } = await invitee(stack, "uploader");
    const { secret } = await makeToken(stack, name, { permissions: ["upload"] });
    const files = [...phantomSeries({ name: "whose token", slices: 1, rows: 16, columns: 16 }).files()];
    const headers = { ...bearer(secret), "Content-Type": stowType(), "X-Collimator-User": "somebody" };
    const answer = await fetch(`${url}/pacs/studies`, { method: "POST", headers, body: stowBody(files) });
    expect(answer.status).toBe(200);
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
