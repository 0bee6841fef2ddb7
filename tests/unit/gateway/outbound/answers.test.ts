import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Got, type LabServer, type OutboundLab, startOutboundLab, type Wanted } from "../../../support/outbound";

let lab: OutboundLab;
let server: LabServer;

/** What the server says to each path, byte for byte, before it closes. */
const ANSWERS: Record<string, string> = {
  "/length": "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-A: 1\r\nx-a:  2 \r\nContent-Length: 5\r\n\r\nhello",
  "/close": "HTTP/1.1 200\r\n\r\nall until the end",
  "/http10": "HTTP/1.0 200 OK\r\n\r\nold",
  "/chunks":
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\n00000001\r\n \r\n5\r\nworld\r\n0\r\nX: y\r\n\r\n",
  "/empty": "HTTP/1.1 204 No Content\r\nX: y\r\n\r\n",
  "/nothing": "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
  "/interim": "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
  "/error": "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}",
  "/redirect": "HTTP/1.1 302 Found\r\nLocation: /length\r\nContent-Length: 0\r\n\r\n",
  "/head-of-16k": `HTTP/1.1 200 OK\r\nX: ${"a".repeat(16 * 1024 - 24 - 19)}\r\nContent-Length: 0\r\n\r\n`,
  "/body-of-512k": `HTTP/1.1 200 OK\r\nContent-Length: ${512 * 1024}\r\n\r\n${"b".repeat(512 * 1024)}`,
};

const BAD: Record<string, readonly [failure: string, bytes: string]> = {
  "/head-too-long": ["outbound-size", `HTTP/1.1 200 OK\r\nX: ${"a".repeat(16 * 1024)}\r\n\r\n`],
  "/many-interim": ["outbound-size", `HTTP/1.1 100 Continue\r\n\r\n`.repeat(700)],
  "/body-too-long": ["outbound-size", `HTTP/1.1 200 OK\r\nContent-Length: ${512 * 1024 + 1}\r\n\r\n`],
  "/body-huge": ["outbound-size", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"],
  "/chunk-huge": ["outbound-size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n"],
  "/close-too-long": ["outbound-size", `HTTP/1.1 200 OK\r\n\r\n${"b".repeat(512 * 1024 + 1)}`],
  "/garbage": ["outbound-answer", "SSH-2.0-OpenSSH_9.9\r\n"],
  "/binary": ["outbound-answer", "\0\x01\x02"],
  "/http2": ["outbound-answer", "HTTP/2 200\r\n\r\n"],
  "/status": ["outbound-answer", "HTTP/1.1 2000 OK\r\n\r\n"],
  "/fold": ["outbound-answer", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n"],
  "/space-before-colon": ["outbound-answer", "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n"],
  "/bare-line-ends": ["outbound-answer", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"],
  "/nul": ["outbound-answer", "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n"],
  "/two-lengths": ["outbound-answer", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na"],
  "/length-and-chunks": [
    "outbound-answer",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  "/gzip-chunks": ["outbound-answer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"],
  "/compressed": ["outbound-answer", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\na"],
  "/negative": ["outbound-answer", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"],
  "/more-than-said": ["outbound-answer", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc"],
  "/chunk-without-end": ["outbound-answer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc"],
  "/no-chunk": ["outbound-answer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"],
  "/half-a-head": ["outbound-answer", "HTTP/1.1 200 OK\r\nContent-"],
  "/half-a-body": ["outbound-answer", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"],
  "/half-a-chunk": ["outbound-answer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe"],
  "/nothing-at-all": ["outbound-answer", ""],
};

/** Sends the same piece again and again, with a pause; says how often when the client has gone. */
function drip(socket: Socket, start: string, piece: string, every: number): void {
  socket.write(start);
  const timer = setInterval(() => socket.write(piece), every);
  socket.on("close", () => clearInterval(timer));
}

/** Bytes of a body that never ends, as far as they were taken. */
let poured = 0;
function pour(socket: Socket, head: string, piece: string): void {
  socket.write(head);
  let left = 64 * 1024 * 1024;
  const more = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= piece.length;
      poured += piece.length;
      if (!socket.write(piece)) {
        socket.once("drain", more);
        return;
      }
    }
    socket.end();
  };
  more();
}

beforeAll(async () => {
  lab = await startOutboundLab(process.cwd());
  const folder = lab.ca.issue("DNS:good.lab", { mode: "644" });
  server = await lab.serve((socket, request) => {
    const path = request.split(" ")[1] ?? "";
    if (path === "/drip-head") return drip(socket, "HTTP/1.1 200 OK\r\nX: ", "a", 50);
    if (path === "/drip-body") return drip(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", "a", 50);
    if (path === "/drip-chunks")
      return drip(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", 50);
    if (path === "/silence") return undefined;
    if (path === "/pour") return pour(socket, "HTTP/1.1 200 OK\r\n\r\n", "c".repeat(1024));
    if (path === "/pour-chunks") {
      return pour(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", `400\r\n${"c".repeat(1024)}\r\n`);
    }
    socket.end(ANSWERS[path] ?? BAD[path]?.[1] ?? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "latin1");
    return undefined;
  }, folder);
});

afterAll(async () => {
  await lab.stop();
});

const ask = (path: string, more: Partial<Wanted> = {}): Promise<Got> =>
  lab.fetch({ url: `https://good.lab:${server.port}${path}`, ...more });

describe("outbound answers", () => {
  test.each([
    ["/length", 200, "hello"],
    ["/close", 200, "all until the end"],
    ["/http10", 200, "old"],
    ["/chunks", 200, "hello world"],
    ["/empty", 204, ""],
    ["/nothing", 200, ""],
    ["/interim", 200, "ok"],
    ["/error", 400, "{}"],
    ["/head-of-16k", 200, ""],
  ])("an outbound answer from %s is read", async (path, status, body) => {
    expect(await ask(path)).toMatchObject({ status, body });
  });

  test("an outbound answer has lower-case header names, with repeated headers joined", async () => {
    const { headers } = await ask("/length");
    expect(headers).toEqual({ "content-type": "text/plain", "x-a": "1, 2", "content-length": "5" });
  });

  test("an outbound answer may have a body of 512 kB", async () => {
    expect((await ask("/body-of-512k")).body).toHaveLength(512 * 1024);
  });

  test("an outbound redirect is not followed", async () => {
    const before = server.connections();
    expect(await ask("/redirect")).toMatchObject({ status: 302, headers: { location: "/length" } });
    expect(server.connections()).toBe(before + 1);
  });

  test.each(Object.entries(BAD))("an outbound answer is refused: %s", async (path, [failure]) => {
    expect(await ask(path)).toEqual({ failure });
  });

  test.each(["/pour", "/pour-chunks"])("an outbound answer of 64 MB by %s is cut off early", async (path) => {
    poured = 0;
    expect(await ask(path)).toEqual({ failure: "outbound-size" });
    // What the kernels hold on the way counts too.
    expect(poured).toBeLessThan(16 * 1024 * 1024);
  });

  test("an outbound answer that takes more than 10 s is abandoned, however slowly it continues", async () => {
    const started = Date.now();
    const paths = ["/silence", "/drip-head", "/drip-body", "/drip-chunks"];
    const answers = await Promise.all(paths.map((path) => ask(path)));
    expect(answers).toEqual(paths.map(() => ({ failure: "outbound-timeout" })));
    const seconds = (Date.now() - started) / 1000;
    expect(seconds).toBeGreaterThan(9);
    expect(seconds).toBeLessThan(25);
  });
});

describe("outbound requests", () => {
  test("an outbound request has the necessary headers and no others", async () => {
    const before = server.received().length;
    await ask("/length?a=b", { headers: { Accept: "application/json" } });
    expect(server.received().slice(before)).toBe(
      `GET /length?a=b HTTP/1.1\r\nHost: good.lab:${server.port}\r\nUser-Agent: Collimator\r\n` +
        "Accept-Encoding: identity\r\nConnection: close\r\nAccept: application/json\r\n\r\n",
    );
  });

  test("an outbound request sends its body with the length in bytes", async () => {
    const before = server.received().length;
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    expect((await ask("/length", { method: "POST", headers, body: "a=ü" })).status).toBe(200);
    expect(server.received().slice(before)).toMatch(
      /^POST \/length HTTP\/1\.1\r\n[^]*\r\nContent-Length: 3\r\n\r\na=ü$/,
    );
  });

  test.each([
    ["a line end in the URL", { url: "https://good.lab/\r\nX: y" }],
    ["a space in the URL", { url: "https://good.lab/ HTTP/1.1" }],
    ["a line end in the host", { url: "https://good.lab\r\n:443/" }],
    ["a user in the URL", { url: "https://me@good.lab/" }],
    ["a fragment in the URL", { url: "https://good.lab/#a" }],
    ["a line end in a header", { headers: { Accept: "a\r\nX: y" } }],
    ["a lone carriage return in a header", { headers: { Accept: "a\rX: y" } }],
    ["a NUL in a header", { headers: { Accept: "a\0" } }],
    ["a line end in a header's name", { headers: { "A: b\r\nX": "y" } }],
    ["a second Host", { headers: { host: "other.lab" } }],
    ["a second length", { headers: { "content-length": "0" } }],
    ["another transfer", { headers: { "Transfer-Encoding": "chunked" } }],
    ["more than 64 kB", { method: "POST", body: "x".repeat(65 * 1024) }],
    ["plain http to another machine", { url: "http://good.lab/" }],
    ["plain http in place of https", { via: "http://good.lab" }],
    ["a path in the other origin", { via: "https://good.lab/a" }],
    ["an address, for which there is no certificate", { url: "https://127.0.0.1/" }],
    ["an IPv6 address, for which there is none", { url: "https://[::1]/" }],
    ["port 0", { url: "https://good.lab:0/" }],
    ["another scheme", { url: "file:///etc/passwd" }],
  ] satisfies [string, Partial<Wanted>][])(
    "an outbound request with %s is not sent",
    async (_what, wanted: Partial<Wanted>) => {
      const before = server.connections();
      expect(await ask("/length", wanted)).toEqual({ failure: "outbound-address" });
      expect(server.connections()).toBe(before);
    },
  );

  test("an outbound request can go to another origin, with its own Host", async () => {
    const before = server.received().length;
    const via = `https://good.lab:${server.port}`;
    expect(await lab.fetch({ url: "https://login.example.org/length", via })).toMatchObject({ body: "hello" });
    expect(server.received().slice(before)).toContain("\r\nHost: login.example.org\r\n");
  });
});
