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

describe("without CORS_ORIGINS no answer has a header of CORS", () => {
  test.each([
    ["a search with a token", "/pacs/studies", () => viewing, "GET", 200],
    ["a search with a token that is none", "/pacs/studies", () => bearer("none"), "GET", 401],
    ["a preflight", "/pacs/studies", () => preflight("GET"), "OPTIONS", 403],
    ["a store with a token", "/pacs/studies", () => ({ ...uploading, ...STORE }), "POST", 403],
    ["a page", "/login", () => ({}), "GET", 200],
  ])("%s", async (_, path, headers, method, status) => {
    const answer = await send(stack.url, path, { ...from(APP), ...headers() }, method);
    expect([answer.status, answer.cors]).toEqual([status, {}]);
  });
});

describe("a script of a configured origin", () => {
  test.each([APP, LOCAL])("reads what it asks for with a token: %s", async (origin) => {
    const answer = await toSecond("/pacs/studies", { ...from(origin), ...viewing });
    expect([answer.status, answer.cors]).toEqual([200, readableBy(origin)]);
    expect(JSON.parse(answer.text)).toBeInstanceOf(Array);
  });

  test("also where the token comes as a password, and by the address that old clients use", async () => {
    const { secret } = await makeToken(stack, person.name);
    const answer = await toSecond("/pacs/dicom-web/studies", { ...from(APP), ...basic("x", secret) });
    expect([answer.status, answer.cors]).toEqual([200, readableBy(APP)]);
  });

  test("stores with a token", async () => {
    const answer = await toSecond("/pacs/studies", { ...from(APP), ...uploading, ...STORE }, "POST", storeBody());
    expect([answer.status, answer.cors]).toEqual([200, readableBy(APP)]);
    expect(answer.text).toContain("00081199");
  });

  test.each([
    ["a token that is none", 401, () => ({ ...bearer("none") }), "/pacs/studies", "GET"],
    ["what the token may not", 403, () => ({ ...viewing, ...STORE }), "/pacs/studies", "POST"],
    ["a study that is not there", 404, () => viewing, "/pacs/studies/2.25.404/metadata", "GET"],
    ["a resource that is none", 404, () => viewing, "/pacs/nothing", "GET"],
    ["a query that is none", 400, () => viewing, "/pacs/studies?nothing=1", "GET"],
    ["another method", 405, () => viewing, "/pacs/studies", "DELETE"],
    ["a form that there is not", 406, () => ({ ...viewing, Accept: "text/css" }), "/pacs/studies", "GET"],
    ["a body of another type", 415, () => ({ ...uploading, "Content-Type": "text/plain" }), "/pacs/studies", "POST"],
  ])("reads why it is refused %s (%d)", async (_, status, headers, path, method) => {
    const answer = await toSecond(path, { ...from(APP), ...headers() }, method);
    expect([answer.status, answer.cors]).toEqual([status, readableBy(APP)]);
    expect(JSON.parse(answer.text)).toMatchObject({ status });
  });

  test("reads that a body is too large, which nginx finds before it has looked for a location", async () => {
    const headers = { ...from(APP), ...uploading, ...STORE };
    const answer = await toSecond("/pacs/studies", headers, "POST", Buffer.alloc(1024 ** 2 + 1));
    expect([answer.status, answer.cors]).toEqual([413, readableBy(APP)]);
  });
});

describe("nothing is readable", () => {
  test.each([
    ["another origin", "https://other.example.org", 200],
    ["an origin that begins alike", `${APP}.evil.example`, 200],
    ["an origin that ends alike", "https://evil-app.example.org", 200],
    ["a host below a configured one", "https://x.app.example.org", 200],
    ["another scheme", "http://app.example.org", 200],
    ["another port", `${APP}:8443`, 200],
    ["the scheme's own port, which no browser writes", `${APP}:443`, 200],
    ["no port where there is one", "http://localhost", 200],
    ["capitals, which no browser writes", "https://App.example.org", 200],
    ["a slash behind it", `${APP}/`, 200],
    ["the setting's own text", `${APP},${LOCAL}`, 200],
    ["null", "null", 200],
    ["nothing", "", 200],
  ])("to %s", async (_, origin, status) => {
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
    "where there are two origins: %s",
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
    ["with a session that is none and a token", () => ({ Cookie: "collimator-local=x", ...viewing }), 400],
    ["with neither", () => ({}), 401],
  ])("to a configured origin %s", async (_, headers, status) => {
    const answer = await toSecond("/pacs/studies", { ...from(APP), ...headers() });
    expect([answer.status, answer.cors]).toEqual([status, {}]);
  });

  test.each([
    ["a session", () => ({ Cookie: person.cookie })],
    ["a session and a token", () => ({ Cookie: person.cookie, ...uploading })],
    ["neither", () => ({})],
  ])("and nothing is stored by a configured origin with %s", async (_, headers) => {
    const sent = { ...from(APP), ...STORE, ...headers() };
    const answer = await toSecond("/pacs/studies", sent, "POST", storeBody());
    expect([answer.status, answer.cors]).toEqual([403, {}]);
    expect(answer.text).toContain('"foreign-origin"');
  });

  test("without an Origin, as programs ask", async () => {
    const answer = await toSecond("/pacs/studies", viewing);
    expect([answer.status, answer.cors]).toEqual([200, {}]);
  });
});
