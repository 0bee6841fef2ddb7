import { randomUUID, X509Certificate } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { phantomSeries } from "../../scripts/lib/phantom";
import { until } from "../support/docker";
import { connectHttp2, handshake } from "../support/http2";
import { type LabCa, makeLabCa } from "../support/lab-ca";
import { runContainer } from "../support/run-container";
import { type SecondGateway, startSecondGateway } from "../support/second-gateway";
import { startLoad } from "./steady-load";

const URL_OF_ALL = "https://pacs.example.org";
const HOST = "pacs.example.org";
let ca: LabCa;
let folder: string;
let gateway: SecondGateway;

/** A folder as Kubernetes makes it: the files are links into a folder that is itself a link, turned by a rename. */
function turnTo(version: string): void {
  symlinkSync(version, join(folder, "..next"));
  renameSync(join(folder, "..next"), join(folder, "..data"));
}

function issue(version: string): string {
  const certificate = readFileSync(join(ca.issue(`DNS:${HOST}`, { folder: join(folder, version) }), "tls.crt"));
  return new X509Certificate(certificate).fingerprint256;
}

async function presented(): Promise<string> {
  return (await handshake(gateway.httpsPort, HOST, ca.certificate)).certificate.fingerprint256;
}

/** Waits until every worker presents the certificate. */
async function untilPresented(fingerprint: string): Promise<void> {
  await until("the new certificate in every worker", async () => {
    const found = await Promise.all(Array.from({ length: 16 }, presented));
    return found.every((one) => one === fingerprint) ? true : undefined;
  });
}

beforeAll(async () => {
  ca = makeLabCa();
  folder = join(ca.folder, "tls");
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  issue("first");
  turnTo("first");
  for (const name of ["tls.crt", "tls.key"]) symlinkSync(`..data/${name}`, join(folder, name));
  const settings = { TLS_MODE: "files", PUBLIC_URL: URL_OF_ALL, HTTPS_PORT: "{https}", TLS_DIR: "/etc/pacs" };
  gateway = await startSecondGateway(inject("stack"), { settings, tlsFolder: folder });
});

afterAll(async () => {
  await gateway.stop();
  ca.remove();
});

test("the certificate from the folder is presented with its chain, and HSTS is sent", async () => {
  const client = await connectHttp2(URL_OF_ALL, gateway.httpsPort, ca.certificate);
  const answer = await client.ask("/login");
  client.close();
  expect(answer.status).toBe(200);
  expect(answer.headers["strict-transport-security"]).toBe("max-age=31536000");
  const plain = await fetch(`http://127.0.0.1:${gateway.httpPort}/login`, { redirect: "manual" });
  expect(plain.headers.get("location")).toBe(`${URL_OF_ALL}/login`);
  expect(plain.headers.has("strict-transport-security")).toBe(false);
});

/** An upload that takes until it is told to end. */
async function slowUpload(): Promise<() => Promise<number>> {
  const client = await connectHttp2(URL_OF_ALL, gateway.httpsPort, ca.certificate);
  const [file = Buffer.of()] = phantomSeries({ name: randomUUID(), slices: 1, rows: 64, columns: 64 }).files();
  const head = Buffer.from("--b\r\nContent-Type: application/dicom\r\n\r\n");
  const body = Buffer.concat([head, file, Buffer.from("\r\n--b--\r\n")]);
  const upload = client.post("/pacs/studies", {
    cookie: inject("session").replace(/^[^=]+/, "__Host-collimator"),
    origin: URL_OF_ALL,
    "content-type": 'multipart/related; type="application/dicom"; boundary=b',
    "content-length": String(body.length),
  });
  upload.write(body.subarray(0, 1000));
  return async () => {
    const { status } = await upload.end(body.subarray(1000));
    client.close();
    return status;
  };
}

test("a new certificate is used without a restart, and no request is dropped", async () => {
  const before = await presented();
  const finishUpload = await slowUpload();
  const stop = await startLoad(URL_OF_ALL, gateway.httpsPort, ca.certificate);
  const next = issue("second");
  expect(next).not.toBe(before);
  turnTo("second");
  await untilPresented(next);
  expect(await stop()).toEqual([]);
  expect(await finishUpload()).toBe(200);
  const told = await until("a line in the log", async () =>
    (await gateway.log()).find(({ sha256 }) => sha256 === next),
  );
  expect(told["message"]).toMatch(/^new certificate, good until 20/);
});

test("a broken new certificate is logged, and the previous one stays in use", async () => {
  const before = await presented();
  issue("broken");
  writeFileSync(join(folder, "broken/new.key"), "half a fi");
  renameSync(join(folder, "broken/new.key"), join(folder, "broken/tls.key"));
  turnTo("broken");
  await until("a line in the log", async () => {
    const log = await gateway.log();
    return log.find(
      ({ message }) => message === "the certificate stays as it was: tls.key is not a private key in PEM",
    );
  });
  expect(await presented()).toBe(before);
  const next = issue("third");
  turnTo("third");
  await untilPresented(next);
});

describe("certificate folders that setup refuses", () => {
  const given = ["TLS_MODE=files", `PUBLIC_URL=${URL_OF_ALL}`, "HTTPS_PORT=443", "TLS_DIR=/etc/pacs"];
  const env = given.flatMap((setting) => ["--env", setting]);
  const setUp = (path: string) =>
    runContainer("--network", "none", "-v", `${path}:/tls:ro`, ...env, imageName("gateway"), "setup");

  test.each([
    ["without a certificate", () => join(folder, "empty"), "CFG-033", "tls.crt cannot be read"],
    [
      "with one for another host",
      () => ca.issue("DNS:other.example"),
      "CFG-036",
      "is for other.example, and not for pacs",
    ],
  ])("setup refuses a certificate folder %s", (_, path, code, said) => {
    mkdirSync(join(folder, "empty"), { recursive: true });
    const { status, stderr } = setUp(path());
    expect(status).toBe(78);
    expect(stderr).toMatch(new RegExp(`^${code}: TLS_DIR is "/etc/pacs"; .* See docs/configuration.md#tls_dir\n$`));
    expect(stderr).toContain(said);
  });

  test("setup accepts a certificate that ends soon, with a warning", () => {
    const { status, stdout } = setUp(ca.issue(`DNS:${HOST}`, { sign: "-days 20" }));
    expect(status).toBe(0);
    expect(stdout.toString()).toMatch(/\nThe certificate in TLS_DIR ends on 20\d\d-\d\d-\d\d\.\n/);
  });
});
