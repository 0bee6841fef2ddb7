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
} from "../support/cross-origin";
import { makePerson, type Person } from "../support/people";
import { rawHttp } from "../support/raw-http";
import type { SecondGateway } from "../support/second-gateway";
import { bearer, makeToken } from "../support/tokens";

const stack = inject("stack");
let gateway: SecondGateway;
let person: Person;
let uploading: Record<string, string>;

const toSecond = async (path: string, ...rest: [headers: Headers, method?: string, body?: Buffer]): Promise<Answer> =>
  send(gateway.publicUrl, path, ...rest);

beforeAll(async () => {
  person = await makePerson(stack, "contributor");
  uploading = bearer((await makeToken(stack, person.name, { permissions: ["view", "upload"] })).secret);
  gateway = await startCrossOriginGateway(stack);
});
afterAll(async () => {
  await gateway.stop();
});

describe("preflights from a configured origin", () => {
  test.each([
    ["/pacs/studies", "GET, POST"],
    ["/pacs/studies?limit=1", "GET, POST"],
    ["/pacs/dicom-web/studies/1.2.3", "GET, POST"],
    ["/pacs/studies/1.2.3/metadata", "GET"],
    ["/pacs/studies/1.2.3/series/1.2/instances/1.1/frames/1", "GET"],
    ["/pacs/series", "GET"],
    ["/pacs/nothing", "GET"],
  ])("a preflight for %s is answered with the allowed methods: %s", async (path, methods) => {
    for (const origin of [APP, LOCAL]) {
      const answer = await toSecond(path, { ...from(origin), ...preflight("GET") }, "OPTIONS");
      expect([answer.status, answer.text, answer.cors]).toEqual([
        204,
        "",
        {
          "access-control-allow-origin": origin,
          "access-control-allow-methods": methods,
          "access-control-allow-headers": "authorization, accept, content-type, range",
          "access-control-max-age": "600",
          vary: "Origin",
        },
      ]);
    }
  });

  test.each([
    ["with a session", () => ({ ...preflight("GET"), Cookie: person.cookie })],
    ["without the method", () => ({})],
  ])("a preflight %s is refused", async (_, headers) => {
    const answer = await toSecond("/pacs/studies", { ...from(APP), ...headers() }, "OPTIONS");
    expect([answer.status, answer.cors]).toEqual([403, {}]);
  });

  test("a preflight ends with its own body, and nothing in it is a second request", async () => {
    const { host, port } = new URL(gateway.publicUrl);
    const inner = `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    const head = `Host: ${host}\r\nOrigin: ${APP}\r\nAccess-Control-Request-Method: GET\r\n`;
    const length = `Content-Length: ${inner.length}\r\nConnection: close\r\n\r\n`;
    const { status, text } = await rawHttp(Number(port), `OPTIONS /pacs/studies HTTP/1.1\r\n${head}${length}${inner}`);
    expect([status, text]).toEqual([204, ""]);
  });
});

describe("CORS outside DICOMweb", () => {
  const elsewhere = [
    ...["/", "/login", "/session", "/account", "/people", "/password", "/upload", "/healthz", "/readyz"],
    ...["/app-config.js", "/gateway/gateway.css", "/gateway/csp-report", "/invite", "/logout", "/pacsx", "/pacs-admin"],
    ...[
      "/pacs-admin/system",
      "/pacs-admin/studies",
      "/pacs-admin/app/explorer.html",
      "/pacs-admin/plugins/explorer.js",
    ],
  ];
  test.each(elsewhere)(
    "CORS is not allowed outside DICOMweb for a configured origin with a valid token: %s",
    async (path) => {
      const { secret } = await makeToken(stack, stack.adminName, { permissions: ["view", "settings"] });
      for (const [headers, method] of [
        [bearer(secret), "GET"],
        [preflight("GET"), "OPTIONS"],
        [{ ...bearer(secret), "Content-Type": "application/x-www-form-urlencoded" }, "POST"],
      ] as const) {
        const answer = await toSecond(path, { ...from(APP), ...headers }, method);
        expect.soft([method, answer.cors]).toEqual([method, {}]);
        if (method !== "GET" && !["/healthz", "/readyz"].includes(path))
          expect.soft(answer.status, method).not.toBe(204);
      }
    },
  );

  test.each(["/pacs/../login", "/pacs/..%2flogin", "/pacs/%2e%2e/logout", "/pacs/../pacs-admin/instances"])(
    "%s does not bypass the origin check",
    async (path) => {
      const form = { "Content-Type": "application/x-www-form-urlencoded" };
      const body = Buffer.from(`user=${person.name}&password=x`);
      const answer = await toSecond(path, { ...from(APP), ...uploading, ...form }, "POST", body);
      expect([400, 403]).toContain(answer.status);
      expect(answer.cors).toEqual({});
      const asked = await toSecond(path, { ...from(APP), ...preflight("POST") }, "OPTIONS");
      expect([400, 403]).toContain(asked.status);
      expect(asked.cors).toEqual({});
    },
  );
});
