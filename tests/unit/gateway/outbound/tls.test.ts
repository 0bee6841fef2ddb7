import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LabCa, makeLabCa } from "../../../support/lab-ca";
import { type Handler, type OutboundLab, startOutboundLab } from "../../../support/outbound";

const TRIES = 20;
const answer: Handler = (socket) => {
  socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
};

let lab: OutboundLab;
let stranger: LabCa;

beforeAll(async () => {
  lab = await startOutboundLab(process.cwd());
  stranger = makeLabCa();
});

afterAll(async () => {
  await lab.stop();
  stranger.remove();
});

const PAST = "-not_before 20200101000000Z -not_after 20210101000000Z";
const FUTURE = "-not_before 20900101000000Z -not_after 20910101000000Z";

describe("outbound TLS", () => {
  test.each([
    ["its name", "DNS:good.lab"],
    ["its name among others", "DNS:other.lab,DNS:good.lab"],
    ["all names of its domain", "DNS:*.hospital.lab", "login.hospital.lab"],
  ])("a server with a certificate for %s is trusted", async (_what, names, name = "good.lab") => {
    const { port } = await lab.serve(answer, lab.ca.issue(names, { mode: "644" }));
    expect(await lab.fetch({ url: `https://${name}:${port}/` })).toMatchObject({ status: 200, body: "ok" });
  });

  test.each([
    ["that signs itself", () => lab.ca.selfSigned("DNS:good.lab")],
    ["of an authority that is not trusted", () => stranger.issue("DNS:good.lab", { mode: "644" })],
    ["for another name", () => lab.ca.issue("DNS:other.lab,DNS:*.good.lab", { mode: "644" })],
    ["that has ended", () => lab.ca.issue("DNS:good.lab", { mode: "644", sign: PAST })],
    ["that has not begun", () => lab.ca.issue("DNS:good.lab", { mode: "644", sign: FUTURE })],
  ])(`a server with a certificate %s is told nothing, ${TRIES} times`, async (_what, issue) => {
    const server = await lab.serve(answer, issue());
    const url = `https://good.lab:${server.port}/`;
    const ask = async (): Promise<string | undefined> =>
      (await lab.fetch({ url, headers: { Authorization: "Basic c2VjcmV0" } })).failure;
    const failures: (string | undefined)[] = [];
    for (let tries = 0; tries < TRIES / 2; tries += 1) failures.push(await ask());
    failures.push(...(await Promise.all(Array.from({ length: TRIES / 2 }, ask))));
    expect(failures).toEqual(Array.from({ length: TRIES }, () => "outbound-tls"));
    expect(server.received()).toBe("");
  });

  test("a server that speaks plain HTTP is told nothing", async () => {
    const server = await lab.serve(answer);
    const url = `https://good.lab:${server.port}/`;
    expect(await lab.fetch({ url, headers: { Authorization: "Basic c2VjcmV0" } })).toMatchObject({
      failure: expect.stringMatching(/^outbound-(tls|timeout)$/) as string,
    });
    expect(server.received()).not.toContain("HTTP/1.1");
  });

  test("a server that hangs up at once, or does not speak TLS, is a failed handshake", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end("220 mail.lab ESMTP\r\n");
    });
    await new Promise<void>((listening) => server.listen(0, "0.0.0.0", listening));
    const { port } = server.address() as { port: number };
    expect(await lab.fetch({ url: `https://good.lab:${port}/` })).toEqual({ failure: "outbound-tls" });
    server.close();
  });

  test("a server that is silent in the handshake is waited for 5 s", async () => {
    const { port } = await lab.serve(answer);
    const started = Date.now();
    expect(await lab.fetch({ url: `https://good.lab:${port}/` })).toEqual({ failure: "outbound-timeout" });
    expect((Date.now() - started) / 1000).toBeLessThan(15);
  });

  test("a server whose port is closed is a failed connection", async () => {
    expect(await lab.fetch({ url: "https://good.lab:1/" })).toEqual({ failure: "outbound-connect" });
  });

  test.each(["good.nowhere", "silent.lab"])("%s does not resolve, and the failure says so", async (name) => {
    expect(await lab.fetch({ url: `https://${name}/` })).toEqual({ failure: "outbound-name" });
  });
});
