import { randomInt, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { until } from "../support/docker";
import { httpGet, NAVIGATION } from "../support/http-get";
import { type LabCa, makeLabCa } from "../support/lab-ca";
import { type SecondGateway, startSecondGateway } from "../support/second-gateway";
import { askFromContainer, startTlsProxy, type TlsProxy } from "./tls-proxy";

const HOST = "pacs.example.org";
const SETTINGS = { TLS_MODE: "proxy", PUBLIC_URL: `https://${HOST}` };
const FORGED = "203.0.113.9";

/** A path that no other test asks for: the access log is searched for it. */
const probe = (): string => `/pacs/studies/2.25.${randomInt(1e9, 1e10)}/metadata`;
const get = (path: string, headers = ""): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n${headers}\r\n`;

/** The address that the access log has for a request. */
async function loggedClient(gateway: SecondGateway, path: string): Promise<unknown> {
  return until(
    "a line in the access log",
    async () => (await gateway.log()).find((line) => line["path"] === path)?.["client"],
  );
}

describe("a trusted proxy, named by its address", () => {
  let ca: LabCa;
  let proxy: TlsProxy;
  let gateway: SecondGateway;
  const series = phantomSeries({ name: randomUUID(), slices: 1, rows: 32, columns: 32 });

  beforeAll(async () => {
    const stack = inject("stack");
    await storeInstances({ publicUrl: stack.url, cookie: inject("session") }, [...series.files()]);
    ca = makeLabCa();
    proxy = await startTlsProxy(stack, ca.issue(`DNS:${HOST}`));
    const settings = { ...SETTINGS, TRUSTED_PROXIES: `${proxy.address},fd00::/64` };
    gateway = await startSecondGateway(stack, { settings, alias: "second-gateway" });
  });

  afterAll(async () => {
    await gateway.stop();
    await proxy.stop();
    ca.remove();
  });

  test("the client's address is the one that the trusted proxy saw", async () => {
    const path = probe();
    const { address, text } = askFromContainer(inject("stack"), proxy.name, true, get(path));
    expect(text).toMatch(/^HTTP\/1\.1 401 /);
    expect(address).not.toBe(proxy.address);
    expect(await loggedClient(gateway, path)).toBe(address);
  });

  test.each([
    ["one", FORGED],
    ["the proxy's own", `${FORGED}, 127.0.0.1`],
    ["garbage", "unix:x, <script>, "],
    ["a network of the trusted", `${FORGED}, fd00::1`],
  ])("an address that a client claims to the trusted proxy is ignored (%s)", async (_, claimed) => {
    const path = probe();
    const forged = `X-Forwarded-For: ${claimed}\r\nX-Real-IP: ${FORGED}\r\nForwarded: for=${FORGED}\r\n`;
    const { address } = askFromContainer(inject("stack"), proxy.name, true, get(path, forged));
    expect(await loggedClient(gateway, path)).toBe(address);
  });

  test("an address claimed without the trusted proxy is ignored", async () => {
    const path = probe();
    const { address, text } = askFromContainer(
      inject("stack"),
      "second-gateway",
      false,
      get(path, `X-Forwarded-For: ${FORGED}\r\n`),
    );
    expect(text).toMatch(/^HTTP\/1\.1 401 /);
    expect(await loggedClient(gateway, path)).toBe(address);
  });

  test("the host, scheme and port that a request claims are in no answer", () => {
    const cookie = inject("session").replace(/^[^=]+/, "__Host-collimator");
    const forged =
      "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: 1\r\nX-Forwarded-Prefix: /x\r\n";
    const path = `/pacs/studies?StudyInstanceUID=${series.studyUid}`;
    const { text } = askFromContainer(inject("stack"), proxy.name, true, get(path, `${forged}Cookie: ${cookie}\r\n`));
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    const addresses = [...text.replaceAll("\\/", "/").matchAll(/https?:\/\/[^"\s\\]+/g)].map(([address]) => address);
    expect(addresses).toEqual([`https://${HOST}/pacs/studies/${series.studyUid}`]);
  });

  test("another Host is redirected to PUBLIC_URL, and HSTS is left to the proxy", async () => {
    const plain = `http://127.0.0.1:${gateway.httpPort}`;
    const sent = await httpGet(`${plain}/viewer`, { Host: "other.example", ...NAVIGATION });
    expect(sent).toEqual({ status: 308, location: `https://${HOST}/viewer` });
    expect((await fetch(`${plain}/healthz`)).headers.has("strict-transport-security")).toBe(false);
  });
});

describe("a proxy on this machine", () => {
  let gateway: SecondGateway;

  beforeAll(async () => {
    const settings = { ...SETTINGS, TRUSTED_PROXIES: "host" };
    gateway = await startSecondGateway(inject("stack"), { settings, alias: "second-gateway" });
  });

  afterAll(async () => gateway.stop());

  test("the client's address is the one that the proxy on this machine gives", async () => {
    const path = probe();
    const headers = { Host: HOST, "X-Forwarded-For": `${FORGED}, 198.51.100.20` };
    expect((await httpGet(`http://127.0.0.1:${gateway.httpPort}${path}`, headers)).status).toBe(401);
    expect(await loggedClient(gateway, path)).toBe("198.51.100.20");
  });

  test("an address from anybody else is ignored", async () => {
    const path = probe();
    const { address } = askFromContainer(
      inject("stack"),
      "second-gateway",
      false,
      get(path, `X-Forwarded-For: ${FORGED}\r\n`),
    );
    expect(await loggedClient(gateway, path)).toBe(address);
  });
});
