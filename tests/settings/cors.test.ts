import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  type Answer,
  APP,
  from,
  type Headers,
  LOCAL,
  preflight,
  send,
  startCrossOriginGateway,
  STORE,
  storeBody,
} from "../support/cross-origin";
import { makePerson, type Person } from "../support/people";
import type { SecondGateway } from "../support/second-gateway";
import { basic, bearer, makeToken } from "../support/tokens";

const stack = inject("stack");
let gateway: SecondGateway;
let person: Person;
let viewing: Record<string, string>;
let uploading: Record<string, string>;

const toSecond = async (path: string, ...rest: [headers: Headers, method?: string, body?: Buffer]): Promise<Answer> =>
  send(gateway.publicUrl, path, ...rest);

/** What makes an answer readable to a script, and nothing that lets cookies in. */
const readableBy = (origin: string): object => ({
  "access-control-allow-origin": origin,
  "access-control-expose-headers": expect.stringMatching(
    /Content-Type.*Retry-After.*Warning.*WWW-Authenticate/,
  ) as string,
  vary: "Origin",
});

beforeAll(async () => {
  person = await makePerson(stack, "contributor");
  viewing = bearer((await makeToken(stack, person.name)).secret);
  uploading = bearer((await makeToken(stack, person.name, { permissions: ["view", "upload"] })).secret);
  gateway = await startCrossOriginGateway(stack);
});
afterAll(async () => {
  await gateway.stop();
});

describe("CORS headers without CORS_ORIGINS", () => {
  test.each([
    ["a search with a token", "/pacs/studies", () => viewing, "GET", 200],
    ["a search with an invalid token", "/pacs/studies", () => bearer("none"), "GET", 401],
    ["a preflight", "/pacs/studies", () => preflight("GET"), "OPTIONS", 403],
    ["a store with a token", "/pacs/studies", () => ({ ...uploading, ...STORE }), "POST", 403],
    ["a page", "/login", () => ({}), "GET", 200],
  ])("without CORS_ORIGINS, no CORS header is on the answer to %s", async (_, path, headers, method, status) => {
    const answer = await send(stack.url, path, { ...from(APP), ...headers() }, method);
    expect([answer.status, answer.cors]).toEqual([status, {}]);
  });
});

describe("scripts of a configured origin", () => {
  test.each([APP, LOCAL])("a script of a configured origin reads what it requests with a token: %s", async (origin) => {
    const answer = await toSecond("/pacs/studies", { ...from(origin), ...viewing });
    expect([answer.status, answer.cors]).toEqual([200, readableBy(origin)]);
    expect(JSON.parse(answer.text)).toBeInstanceOf(Array);
  });

  test("a script of a configured origin may send the token as a password, and use the old clients' address", async () => {
    const { secret } = await makeToken(stack, person.name);
    const answer = await toSecond("/pacs/dicom-web/studies", { ...from(APP), ...basic("x", secret) });
    expect([answer.status, answer.cors]).toEqual([200, readableBy(APP)]);
  });

  test("a script of a configured origin stores with a token", async () => {
    const answer = await toSecond("/pacs/studies", { ...from(APP), ...uploading, ...STORE }, "POST", storeBody());
    expect([answer.status, answer.cors]).toEqual([200, readableBy(APP)]);
    expect(answer.text).toContain("00081199");
  });

  test.each([
    ["an invalid token", 401, () => ({ ...bearer("none") }), "/pacs/studies", "GET"],
    ["what the token may not", 403, () => ({ ...viewing, ...STORE }), "/pacs/studies", "POST"],
    ["a missing study", 404, () => viewing, "/pacs/studies/2.25.404/metadata", "GET"],
    ["an unknown resource", 404, () => viewing, "/pacs/nothing", "GET"],
    ["an invalid query", 400, () => viewing, "/pacs/studies?nothing=1", "GET"],
    ["another method", 405, () => viewing, "/pacs/studies", "DELETE"],
    ["a form that there is not", 406, () => ({ ...viewing, Accept: "text/css" }), "/pacs/studies", "GET"],
    ["a body of another type", 415, () => ({ ...uploading, "Content-Type": "text/plain" }), "/pacs/studies", "POST"],
  ])("a script of a configured origin reads why it is refused %s (%d)", async (_, status, headers, path, method) => {
    const answer = await toSecond(path, { ...from(APP), ...headers() }, method);
    expect([answer.status, answer.cors]).toEqual([status, readableBy(APP)]);
    expect(JSON.parse(answer.text)).toMatchObject({ status });
  });

  test("a script of a configured origin reads the 413 that nginx sends before choosing a location", async () => {
    const headers = { ...from(APP), ...uploading, ...STORE };
    const answer = await toSecond("/pacs/studies", headers, "POST", Buffer.alloc(1024 ** 2 + 1));
    expect([answer.status, answer.cors]).toEqual([413, readableBy(APP)]);
  });
});

describe("answers that no script may read", () => {
  test.each([
    ["another origin", "https://other.example.org", 200],
    ["an origin that begins alike", `${APP}.evil.example`, 200],
    ["an origin that ends alike", "https://evil-app.example.org", 200],
    ["a host below a configured one", "https://x.app.example.org", 200],
    ["another scheme", "http://app.example.org", 200],
    ["another port", `${APP}:8443`, 200],
    ["the scheme's own port, which no browser writes", `${APP}:443`, 200],
    ["an origin without its port", "http://localhost", 200],
    ["capitals, which no browser writes", "https://App.example.org", 200],
    ["an origin with a trailing slash", `${APP}/`, 200],
    ["the setting's own text", `${APP},${LOCAL}`, 200],
    ["null", "null", 200],
    ["nothing", "", 200],
  ])("an answer is not readable to %s", async (_, origin, status) => {
    const answer = await toSecond("/pacs/studies", { ...from(origin), ...viewing });
    expect([answer.status, answer.cors]).toEqual([status, {}]);
    const asked = await toSecond("/pacs/studies", { ...from(origin), ...preflight("GET") }, "OPTIONS");
    expect([asked.status, asked.cors]).toEqual([403, {}]);
    const stored = await toSecond(
      "/pacs/studies",
      { ...from(origin), ...uploading, ...STORE },
      "POST",
      Buffer.from("x"),
    );
    expect([stored.status, stored.cors]).toEqual([403, {}]);
  });

  test.each([[[APP, "https://other.example.org"]], [["https://other.example.org", APP]], [[APP, LOCAL]], [[APP, APP]]])(
    "an answer is not readable with two origins: %s",
    async (origins) => {
      const answer = await toSecond("/pacs/studies", { ...viewing, Origin: origins });
      expect(answer.cors).toEqual({});
      const asked = await toSecond("/pacs/studies", { ...preflight("GET"), Origin: origins }, "OPTIONS");
      expect([asked.status, asked.cors]).toEqual([403, {}]);
    },
  );

  test.each([
    ["with a session", () => ({ Cookie: person.cookie }), 200],
    ["with a session and a token", () => ({ Cookie: person.cookie, ...viewing }), 400],
    ["with an invalid session and a token", () => ({ Cookie: "collimator-local=x", ...viewing }), 400],
    ["with neither", () => ({}), 401],
  ])("an answer is not readable to a configured origin %s", async (_, headers, status) => {
    const answer = await toSecond("/pacs/studies", { ...from(APP), ...headers() });
    expect([answer.status, answer.cors]).toEqual([status, {}]);
  });

  test.each([
    ["a session", () => ({ Cookie: person.cookie })],
    ["a session and a token", () => ({ Cookie: person.cookie, ...uploading })],
    ["neither", () => ({})],
  ])("nothing is stored by a configured origin with %s", async (_, headers) => {
    const sent = { ...from(APP), ...STORE, ...headers() };
    const answer = await toSecond("/pacs/studies", sent, "POST", storeBody());
    expect([answer.status, answer.cors]).toEqual([403, {}]);
    expect(answer.text).toContain('"foreign-origin"');
  });

  test("an answer has no CORS header without an Origin, as programs send requests", async () => {
    const answer = await toSecond("/pacs/studies", viewing);
    expect([answer.status, answer.cors]).toEqual([200, {}]);
  });
});
