import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { docker, until } from "../support/docker";
import { connectHttp2, handshake } from "../support/http2";
import { httpGet, NAVIGATION } from "../support/http-get";
import { runContainer } from "../support/run-container";
import { type SecondGateway, startSecondGateway } from "../support/second-gateway";

const DAY = 86_400_000;
let gateway: SecondGateway;
let pem: string;

beforeAll(async () => {
  const settings = { TLS_MODE: "self-signed", PUBLIC_URL: "https://127.0.0.1:{https}", HTTPS_PORT: "{https}" };
  gateway = await startSecondGateway(inject("stack"), { settings });
  pem = (await docker("exec", gateway.container, "cat", "/secrets/self-signed.crt")).stdout;
});

afterAll(async () => gateway.stop());

describe("the certificate made by setup", () => {
  test("the certificate made by setup is for PUBLIC_URL's host, for servers, not an authority, and valid for 397 days", () => {
    const certificate = new X509Certificate(pem);
    expect(certificate.subjectAltName).toBe("IP Address:127.0.0.1");
    expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / DAY;
    expect(days).toBe(397);
    expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
  });

  test("the certificate made by setup is presented, and its fingerprint is in setup's log", async () => {
    const { certificate, protocol } = await handshake(gateway.httpsPort, "127.0.0.1", pem);
    expect(protocol).toBe("TLSv1.3");
    expect(certificate.fingerprint256).toBe(new X509Certificate(pem).fingerprint256);
    expect(gateway.printed).toContain(`\n  ${certificate.fingerprint256}\n`);
  });

  test("the certificate made by setup stays at the next start", async () => {
    expect(await gateway.setUp()).toContain(new X509Certificate(pem).fingerprint256);
  });
});

describe("TLS", () => {
  test("TLS 1.2 is supported, and 1.1 is not", async () => {
    const spoken = await handshake(gateway.httpsPort, "127.0.0.1", pem, { maxVersion: "TLSv1.2" });
    expect(spoken.protocol).toBe("TLSv1.2");
    const older = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" } as const;
    await expect(handshake(gateway.httpsPort, "127.0.0.1", pem, older)).rejects.toThrow(/protocol version|alert/);
  });

  test("a TLS session is resumed", async () => {
    const { session } = await handshake(gateway.httpsPort, "127.0.0.1", pem);
    const second = await handshake(gateway.httpsPort, "127.0.0.1", pem, session === undefined ? {} : { session });
    expect(second.reused).toBe(true);
  });

  test("HTTP/2 is negotiated, and HSTS is not sent, since a new certificate needs a click", async () => {
    const { alpn } = await handshake(gateway.httpsPort, "127.0.0.1", pem);
    expect(alpn).toBe("h2");
    const client = await connectHttp2(gateway.publicUrl, gateway.httpsPort, pem);
    const answer = await client.ask("/login");
    client.close();
    expect(answer.status).toBe(200);
    expect(answer.headers).not.toHaveProperty("strict-transport-security");
  });
});

test("a certificate that ends soon is renewed by a start, and the running gateway uses the new one", async () => {
  const old =
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 20 -subj /CN=x -addext subjectAltName=IP:127.0.0.1";
  const write = [
    "--entrypoint",
    "sh",
    imageName("gateway"),
    "-ec",
    `${old} -keyout /s/self-signed.key -out /s/self-signed.crt`,
  ];
  expect(runContainer("--network", "none", "-v", `${gateway.container}:/s`, ...write).status).toBe(0);
  const printed = await gateway.setUp();
  const renewed = (await docker("exec", gateway.container, "cat", "/secrets/self-signed.crt")).stdout;
  expect(renewed).not.toBe(pem);
  const { fingerprint256 } = new X509Certificate(renewed);
  expect(printed).toContain(fingerprint256);
  const presented = async (): Promise<string> =>
    handshake(gateway.httpsPort, "127.0.0.1", renewed).then(({ certificate }) => certificate.fingerprint256, String);
  await until("the renewed certificate in every worker", async () => {
    const found = await Promise.all(Array.from({ length: 16 }, presented));
    return found.every((one) => one === fingerprint256) ? true : undefined;
  });
});

describe("plain HTTP", () => {
  const at = (path: string): string => `http://127.0.0.1:${gateway.httpPort}${path}`;

  test.each([
    ["a page", "/viewer?StudyInstanceUIDs=1.2", NAVIGATION],
    ["a program's GET", "/pacs/studies?limit=1", {}],
    ["a path that looks like a host", "//evil.example/", NAVIGATION],
    ["another Host", "/", { Host: "evil.example", ...NAVIGATION }],
  ])("%s over plain HTTP is redirected to PUBLIC_URL", async (_, path, headers) => {
    expect(await httpGet(at(path), headers)).toEqual({ status: 308, location: `${gateway.publicUrl}${path}` });
  });

  test.each([
    ["a login", "/login", { method: "POST", body: "user=admin&password=x" }],
    ["an upload", "/pacs/studies", { method: "POST", body: "x" }],
    ["a deletion", "/pacs-admin/studies/x", { method: "DELETE" }],
    ["a GET with credentials", "/pacs/studies", { headers: { Authorization: "Bearer x" } }],
  ])("%s over plain HTTP is refused, not redirected", async (_, path, init) => {
    const answer = await fetch(at(path), { redirect: "manual", ...init });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ reason: "plain-http" });
  });

  test.each(["/healthz", "/readyz"])("%s answers over plain HTTP", async (path) => {
    expect((await fetch(at(path))).status).toBe(200);
  });

  test("a session is worth nothing over plain HTTP", async () => {
    const cookie = inject("session").replace(/^[^=]+/, "__Host-collimator");
    const answer = await httpGet(at("/pacs/studies"), { Cookie: cookie });
    expect(answer.status).toBe(308);
  });

  test("plain HTTP on the HTTPS port is redirected to PUBLIC_URL", async () => {
    const answer = await httpGet(`http://127.0.0.1:${gateway.httpsPort}/viewer?a=b`, NAVIGATION);
    expect(answer).toEqual({ status: 302, location: `${gateway.publicUrl}/viewer?a=b` });
  });
});
