import { randomInt, randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { reachedSince } from "../support/orthanc-log";
import { exchange } from "./exchange";

const STORE_TYPE = 'Content-Type: multipart/related; type="application/dicom"; boundary=b\r\n';

/** The fields that every request of the admin's has. */
function fields(): string {
  const { url } = inject("stack");
  return `Host: ${new URL(url).host}\r\nCookie: ${inject("session")}\r\nOrigin: ${url}\r\n`;
}

const request = (line: string, more = "", body = ""): string => `${line} HTTP/1.1\r\n${fields()}${more}\r\n${body}`;
/** Another one each time, which no kept answer serves. */
const search = (): string => request(`GET /pacs/series?limit=1&PatientID=${randomUUID()}`);
const find = (framing: string, body: string): string =>
  request("POST /pacs-admin/tools/find", `Content-Type: application/json\r\n${framing}\r\n`, body);

/** A request that is hidden in a body: it must neither be answered nor reach Orthanc. */
const hidden = `/studies/2.25.${randomInt(1e9, 1e10)}/metadata`;
const smuggled = (): string => request(`GET /pacs${hidden}`);

async function reachedByHidden(): Promise<string[]> {
  return (await reachedSince()).filter((line) => line.includes(hidden) || line.startsWith("POST"));
}

beforeAll(async () => {
  await reachedSince();
});

test("the hidden request reaches Orthanc when it is sent by itself, and the test sees it", async () => {
  const answer = await exchange(inject("stack").url, smuggled(), { answers: 1 });
  expect(answer.statuses).toEqual([404]);
  expect(await reachedByHidden()).toEqual([`GET /dicom-web${hidden}`]);
});

describe("ambiguous body lengths", () => {
  test.each([
    "Content-Length: 6\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 6",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding:\tchunked",
    "Transfer-Encoding: \x0bchunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: identity, chunked",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding: chunked;x",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
    " Transfer-Encoding: chunked",
    "X: y\r\n Transfer-Encoding: chunked",
    "X: y\r\n\tContent-Length: 3",
    "X: y\rTransfer-Encoding: chunked",
    "Transfer-Encoding\r\n : chunked",
    "Content-Length: -1",
    "Content-Length: +5",
    "Content-Length: 0x5",
    "Content-Length: 5, 5",
    "Content-Length: 5 5",
    "Content-Length: ",
    "Content-Length: 5\r\nContent-Length: 6",
    "Content-Length: 5\r\nContent-Length: 5",
    "Content-Length: 99999999999999999999",
  ])("a body with ambiguous length headers is refused and the connection closed: %j", async (framing) => {
    const answer = await exchange(inject("stack").url, find(framing, `0\r\n\r\n${smuggled()}`));
    expect(answer.statuses).toHaveLength(1);
    expect([400, 501]).toContain(answer.statuses[0]);
    expect(answer.closed).toBe(true);
    expect(await reachedByHidden()).toEqual([]);
  });
});

test.each(["x", "-1", "0x3", "ffffffffffffffffff", " 3", ""])("the chunk size %j is refused", async (size) => {
  const body = `${size}\r\nabc\r\n0\r\n\r\n${smuggled()}`;
  const answer = await exchange(
    inject("stack").url,
    request("POST /pacs/studies", `${STORE_TYPE}Transfer-Encoding: chunked\r\n`, body),
  );
  expect(answer.statuses).toEqual([400]);
  expect(answer.closed).toBe(true);
  expect(await reachedByHidden()).toEqual([]);
});

test.each([
  ["a coding in capitals", "Transfer-Encoding: CHUNKED", "\r\n"],
  ["a bare line feed, as RFC 9112 allows", "X: y\nTransfer-Encoding: chunked", "\r\n"],
  ["a chunk with an extension", "Transfer-Encoding: chunked", ";a=b\r\n"],
])(
  "%s has one meaning: the content of a chunk is not a request, and what follows the body is",
  async (_, framing, end) => {
    const chunk = smuggled();
    const body = `${chunk.length.toString(16)}${end}${chunk}\r\n0\r\n\r\n`;
    const answer = await exchange(inject("stack").url, find(framing, body) + search(), { answers: 2 });
    expect(answer.statuses).toEqual([411, 200]);
    expect(await reachedByHidden()).toEqual([]);
  },
);

test("the refused body of a GET is not read as a request", async () => {
  const bytes = request("GET /pacs/studies", `Content-Length: ${smuggled().length}\r\n`, smuggled());
  const answer = await exchange(inject("stack").url, bytes);
  expect(answer.statuses).toEqual([400]);
  expect(answer.closed).toBe(true);
  expect(await reachedByHidden()).toEqual([]);
});

test("valid and refused requests on one connection each get their own answer", async () => {
  const unknown = request("GET /pacs/servers");
  const unacceptable = request("GET /pacs/studies", "Accept: text/html;level=1\r\n");
  const bytes = search() + unknown + search() + unacceptable + search();
  const answer = await exchange(inject("stack").url, bytes, { answers: 5 });
  expect(answer.statuses).toEqual([200, 404, 200, 406, 200]);
  expect(await reachedSince()).toEqual(Array.from({ length: 3 }, () => "GET /dicom-web/series"));
});

test("a 400 closes the connection: earlier requests are answered, later ones are not read", async () => {
  const answer = await exchange(inject("stack").url, search() + request("GET /pacs/..%5cstatistics") + smuggled());
  expect(answer.statuses).toEqual([200, 400]);
  expect(answer.closed).toBe(true);
  expect(await reachedByHidden()).toEqual([]);
});

test("a malformed request after a valid one closes the connection, and the valid one is answered", async () => {
  const answer = await exchange(inject("stack").url, `${search()}GARBAGE\r\n\r\n${smuggled()}`);
  expect(answer.statuses).toEqual([200, 400]);
  expect(answer.closed).toBe(true);
  expect(await reachedByHidden()).toEqual([]);
});

test.each<[string, () => string]>([
  ["no Host", () => "GET /pacs/studies HTTP/1.1\r\n\r\n"],
  ["HTTP/1.1 in small letters", () => search().replace("HTTP/1.1", "http/1.1")],
  ["HTTP/1.10", () => search().replace("HTTP/1.1", "HTTP/1.10")],
  ["the preface of HTTP/2", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"],
  ["a field without a name", () => request("GET /pacs/studies", ": x\r\n")],
  ["a space in a name", () => request("GET /pacs/studies", "A B: x\r\n")],
  ["NUL in a name", () => request("GET /pacs/studies", "A\0: x\r\n")],
  ["NUL in a value", () => request("GET /pacs/studies", "A: \0\r\n")],
  ["a name alone", () => request("GET /pacs/studies", "Host\r\n")],
  [
    "2,000 fields",
    () =>
      request("GET /pacs/studies", Array.from({ length: 2000 }, (_, i) => `X-${i}: ${"a".repeat(32)}\r\n`).join("")),
  ],
  ["a field of 64 kB", () => request("GET /pacs/studies", `X: ${"a".repeat(65536)}\r\n`)],
  ["101 fields", () => request("GET /pacs/studies", Array.from({ length: 101 }, (_, i) => `X-${i}: a\r\n`).join(""))],
])("a request with %s is refused", async (_, bytes) => {
  const answer = await exchange(inject("stack").url, bytes(), { answers: 1 });
  expect(answer.statuses).toEqual([400]);
  expect(await reachedByHidden()).toEqual([]);
});

test("an HTTP/0.9 request gets a refusal and nothing else", async () => {
  const answer = await exchange(inject("stack").url, "GET /pacs/studies\r\n");
  expect(answer.text).toContain('"reason":"request-line"');
  expect(answer.closed).toBe(true);
});

test("slow headers are cut off after 10 s, slow bodies never reach Orthanc, and other clients are served meanwhile", async () => {
  const { url } = inject("stack");
  const drip = (text: string) => (socket: { readonly destroyed: boolean; write: (bytes: string) => unknown }) => {
    const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(text)), 1000);
  };
  const head = "GET / HTTP/1.1\r\nHost: x\r\n";
  const slowHeaders = Array.from({ length: 20 }, async () => exchange(url, head, { more: drip("X: y\r\n") }));
  const body = request("POST /pacs-admin/tools/find", "Content-Type: application/json\r\nContent-Length: 100\r\n", "{");
  const slowBodies = Array.from({ length: 20 }, async () => exchange(url, body, { seconds: 12, more: drip(" ") }));
  const times: number[] = [];
  for (let second = 0; second < 8; second += 1) {
    const good = await exchange(url, search(), { answers: 1 });
    expect(good.statuses).toEqual([200]);
    times.push(good.milliseconds);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  expect(Math.max(...times)).toBeLessThan(10_000);
  for (const { closed, milliseconds, statuses } of await Promise.all(slowHeaders)) {
    expect({ closed, inTime: milliseconds < 25_000, statuses }).toEqual({ closed: true, inTime: true, statuses: [] });
  }
  for (const { statuses } of await Promise.all(slowBodies)) expect(statuses).toEqual([]);
  expect(await reachedByHidden()).toEqual([]);
});
