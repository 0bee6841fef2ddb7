import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { STORE, storeBody } from "../../support/cross-origin";
import { makePerson } from "../../support/people";
import { type SecondGateway, startSecondGateway } from "../../support/second-gateway";
import { bearer, makeToken } from "../../support/tokens";

/** What a page's script gets of an answer; `failed` where it gets none. */
interface Seen {
  readonly type: string;
  readonly status?: number;
  readonly text?: string;
  readonly challenge?: string | null;
}

/** What a page's script asks for. */
interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly credentials?: "include";
  /** A body, in base64. */
  readonly bytes?: string;
}

const stack = inject("stack");
let browser: TestBrowser;
let tab: WatchedTab;
let pages: Server;
let port: number;
let gateway: SecondGateway;
let token: Record<string, string>;

/** A page of somebody else's, and a gateway that knows its origin. */
beforeAll(async () => {
  pages = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end("<!doctype html><title>Foreign</title><body></body>");
  });
  await new Promise<void>((listening) => pages.listen(0, "127.0.0.1", listening));
  port = (pages.address() as AddressInfo).port;
  const { name } = await makePerson(stack, "contributor");
  token = bearer((await makeToken(stack, name, { permissions: ["view", "upload"] })).secret);
  const address = { PUBLIC_URL: "http://127.0.0.1:{http}", HTTP_PORT: "{http}" };
  gateway = await startSecondGateway(stack, {
    settings: { ...address, CORS_ORIGINS: `http://localhost:${port}` },
  });
  browser = await startBrowser();
  tab = await browser.open(`http://localhost:${port}`);
});

afterAll(async () => {
  await browser.close();
  await gateway.stop();
  pages.close();
});

/** What a script of a page at `host` gets. */
async function fetched(host: string, path: string, asked: Asked): Promise<Seen> {
  await tab.page.goto(`http://${host}:${port}`);
  return tab.page.evaluate(
    async ([url, { bytes, ...init }]) => {
      const body = bytes === undefined ? {} : { body: Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0)) };
      const answer = await fetch(url, { ...init, ...body }).catch(() => undefined);
      if (answer === undefined) return { type: "failed" };
      const challenge = answer.headers.get("WWW-Authenticate");
      return { type: answer.type, status: answer.status, text: await answer.text(), challenge };
    },
    [gateway.publicUrl + path, asked] as const,
  );
}

test("a page of a configured origin searches, stores and reads refusals with a token", async () => {
  // With a quotation mark Accept is asked about beforehand too.
  const headers = { ...token, Accept: 'multipart/related; type="application/dicom+xml", application/dicom+json' };
  expect(await fetched("localhost", "/pacs/studies", { headers })).toMatchObject({ type: "cors", status: 200 });
  const bytes = storeBody().toString("base64");
  const store = { method: "POST", headers: { ...token, ...STORE }, bytes };
  const stored = await fetched("localhost", "/pacs/studies", store);
  expect(stored).toMatchObject({ type: "cors", status: 200, text: expect.stringContaining("00081199") as string });
  const refused = await fetched("localhost", "/pacs/studies", { headers: bearer("none") });
  expect(refused).toMatchObject({ type: "cors", status: 401, challenge: expect.stringContaining("Bearer") as string });
});

test("a page of a configured origin reads and changes nothing with cookies, without a token or outside DICOMweb", async () => {
  for (const [path, init] of [
    ["/pacs/studies", { headers: token, credentials: "include" }],
    ["/pacs/studies", {}],
    ["/pacs-admin/studies", { headers: token }],
    ["/session", { headers: token }],
    ["/pacs/studies", { headers: token, method: "DELETE" }],
  ] as const) {
    expect.soft([path, (await fetched("localhost", path, init)).type]).toEqual([path, "failed"]);
  }
});

test("a page of another origin reads nothing, with or without a token", async () => {
  expect(await fetched("127.0.0.1", "/pacs/studies", { headers: token })).toEqual({ type: "failed" });
});
