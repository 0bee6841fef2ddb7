import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LabCa, makeLabCa } from "../../support/lab-ca";
import { callLua } from "../../support/lua";

const DAY = 86_400;
let ca: LabCa;
const now = (): number => Math.floor(Date.now() / 1000);

interface Files {
  readonly certificate?: string;
  readonly key?: string;
}

function read(folder: string): Required<Files> {
  const text = (name: string): string => readFileSync(join(folder, name), "latin1");
  return { certificate: text("tls.crt"), key: text("tls.key") };
}

/** What `setup` and the gateway say of a certificate for a host. */
async function inspect(
  files: Files,
  host = "pacs.example.org",
  at = now(),
): Promise<{ code?: string; said?: string; fingerprint?: string }> {
  const [facts, fault] = await callLua("shared.tls.pair", "inspectPair", files, host, at);
  return (facts ?? fault) as { code?: string; said?: string; fingerprint?: string };
}

beforeAll(() => {
  ca = makeLabCa();
});

afterAll(() => {
  ca.remove();
});

describe("certificates provided by the operator", () => {
  test("a P-256 certificate is accepted with its chain", async () => {
    const files = read(ca.issue("DNS:other.example,DNS:PACS.example.org,IP:10.1.2.3"));
    const { fingerprint } = await inspect(files);
    expect(fingerprint).toBe(new X509Certificate(files.certificate).fingerprint256);
    expect((await inspect(files, "10.1.2.3")).fingerprint).toBe(fingerprint);
  });

  test.each(["rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-384"])(
    "a certificate with a key of %s is accepted",
    async (key) => {
      expect(await inspect(read(ca.issue("DNS:pacs.example.org", { key })))).toHaveProperty("fingerprint");
    },
  );

  test.each([
    ["pacs.example.org", true],
    ["a.b.example.org", false],
    ["example.org", false],
  ])("a certificate for *.example.org is valid for %s: %s", async (host, good) => {
    const { code } = await inspect(read(ca.issue("DNS:*.example.org")), host);
    expect(code).toBe(good ? undefined : "CFG-036");
  });

  test("a certificate whose name looks like the IP address is refused", async () => {
    expect(await inspect(read(ca.issue("DNS:*.1.2.3")), "10.1.2.3")).toMatchObject({ code: "CFG-036" });
  });

  test.each<[string, () => Files, string, string]>([
    ["tls.crt is missing", () => ({}), "CFG-033", "tls.crt cannot be read"],
    ["tls.key is missing", () => ({ certificate: read(good()).certificate }), "CFG-033", "tls.key cannot be read"],
    [
      "it is not in PEM",
      () => ({ ...read(good()), certificate: "\x30\x82" }),
      "CFG-033",
      "not one or more certificates in PEM",
    ],
    [
      "a certificate of the chain is broken",
      () => broken(read(good())),
      "CFG-033",
      "not one or more certificates in PEM",
    ],
    ["the key is not in PEM", () => ({ ...read(good()), key: "secret" }), "CFG-033", "tls.key is not a private key"],
    [
      "the key has a passphrase",
      () => ({ ...read(good()), key: "-----BEGIN ENCRYPTED PRIVATE KEY-----" }),
      "CFG-033",
      "passphrase",
    ],
    [
      "the key is another one",
      () => ({ ...read(good()), key: read(good()).key }),
      "CFG-034",
      "not the key of the first certificate",
    ],
    ["the chain comes first", () => reversed(read(good())), "CFG-034", "not the key of the first certificate"],
    [
      "it is for somebody else",
      () => read(ca.issue("DNS:other.example")),
      "CFG-036",
      "is for other.example, and not for pacs.example.org",
    ],
    [
      "the certificate has no name",
      () => read(ca.issue("email:x@example.org")),
      "CFG-036",
      "is for no name in subjectAltName",
    ],
    [
      "its key is short",
      () => read(ca.issue("DNS:pacs.example.org", { key: "rsa:1024" })),
      "CFG-037",
      "an RSA key of 1024 bits",
    ],
    [
      "its key is of a kind that browsers do not know",
      () => read(ca.issue("DNS:pacs.example.org", { key: "ed25519" })),
      "CFG-037",
      "a key of type ED25519",
    ],
    [
      "it is signed with SHA-1",
      () => read(ca.issue("DNS:pacs.example.org", { sign: "-days 90 -sha1" })),
      "CFG-037",
      "is signed by ECDSA-WITH-SHA1",
    ],
  ])("a certificate is refused if %s", async (_, files, code, said) => {
    const fault = await inspect(files());
    expect(fault).toMatchObject({ code });
    expect(fault.said).toContain(said);
  });

  test("a certificate is refused before its first day and after its last", async () => {
    const files = read(good());
    expect(await inspect(files, "pacs.example.org", now() - DAY)).toMatchObject({ code: "CFG-035" });
    const ended = await inspect(files, "pacs.example.org", now() + 91 * DAY);
    const day = new Date(Date.parse(new X509Certificate(files.certificate).validTo)).toISOString().slice(0, 10);
    expect(ended).toEqual({ code: "CFG-035", said: `the certificate in tls.crt ended on ${day}` });
  });
});

const good = (): string => ca.issue("DNS:pacs.example.org");

function broken({ certificate, key }: Required<Files>): Files {
  const at = certificate.lastIndexOf("-----BEGIN CERTIFICATE-----") + 40;
  return { certificate: `${certificate.slice(0, at)}AAAA${certificate.slice(at + 4)}`, key };
}

function reversed({ certificate, key }: Required<Files>): Files {
  const at = certificate.lastIndexOf("-----BEGIN CERTIFICATE-----");
  return { certificate: certificate.slice(at) + certificate.slice(0, at), key };
}

describe("certificates made by setup", () => {
  test.each([
    ["pacs.example.org", "DNS:pacs.example.org"],
    ["10.1.2.3", "IP Address:10.1.2.3"],
    ["::1", "IP Address:0:0:0:0:0:0:0:1"],
    [`${"a".repeat(60)}.example.org`, `DNS:${"a".repeat(60)}.example.org`],
  ])("a certificate made by setup for %s is valid for it", async (host, names) => {
    const [made] = await callLua("setup.self-signed", "makeSelfSigned", host, now());
    const files = made as Required<Files>;
    expect(new X509Certificate(files.certificate).subjectAltName).toBe(names);
    expect(await inspect(files, host)).toHaveProperty("fingerprint");
  });

  test("a certificate made by setup has a new key and serial number each time", async () => {
    const [one] = await callLua("setup.self-signed", "makeSelfSigned", "a.example", now());
    const [two] = await callLua("setup.self-signed", "makeSelfSigned", "a.example", now());
    const [first, second] = [one, two].map((made) => new X509Certificate((made as Required<Files>).certificate));
    expect(first?.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
    expect(first?.serialNumber).not.toBe(second?.serialNumber);
    expect((one as Required<Files>).key).not.toBe((two as Required<Files>).key);
  });
});

describe("the Docker host", () => {
  test("the Docker host is the gateway of the default route", async () => {
    const routes = [
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
      "eth1\t004DD50A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
      "eth0\t00000000\t010012AC\t0003\t0\t0\t0\t00000000\t0\t0\t0",
    ].join("\n");
    expect(await callLua("setup.before-nginx", "defaultGateway", routes)).toEqual(["172.18.0.1"]);
    const without = routes.split("\n").slice(0, 2).join("\n");
    expect((await callLua("setup.before-nginx", "defaultGateway", without))[0] ?? undefined).toBeUndefined();
  });
});
