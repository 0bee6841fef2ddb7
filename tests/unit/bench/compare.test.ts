import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import type { Arm } from "../../../bench/arms/bench";
import { compareArms } from "../../../bench/load/compare";
import { isVoid, type RowResult } from "../../../bench/report/result";

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/** An arm that gives one answer to everything. */
async function armOf(name: string, body: Buffer, type: string, coding?: string, status = 200): Promise<Arm> {
  const server = createServer((_, answer) => {
    answer.writeHead(status, { "Content-Type": type, ...(coding === undefined ? {} : { "Content-Encoding": coding }) });
    answer.end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { name, host: "127.0.0.1", port: (server.address() as AddressInfo).port, prefix: "", headers: {} };
}

const JSON_TYPE = "application/dicom+json";
const text = (value: string): Buffer => Buffer.from(value);
const part = (boundary: string, bytes: string): Buffer =>
  text(`--${boundary}\r\nContent-Type: application/octet-stream\r\n\r\n${bytes}\r\n--${boundary}--\r\n`);
const multipart = (boundary: string): string =>
  `multipart/related; type="application/octet-stream"; boundary=${boundary}`;
const asked = [{ path: "/x", headers: {} }];

type Answer = readonly [body: Buffer, type: string, coding?: string];
type Case = readonly [what: string, one: Answer, other: Answer];
const SAME: readonly Case[] = [
  ["compressed or not", [text('[{"a":1}]'), JSON_TYPE], [brotliCompressSync(text('[{"a":1}]')), JSON_TYPE, "br"]],
  [
    "with members in another order",
    [text('[{"00100020":{"vr":"LO","Value":["http:\\/\\/a\\/pacs\\/x"]},"00080061":{"vr":"CS"}}]'), JSON_TYPE],
    [text('[{"00100020":{"Value":["http://b:8042/dicom-web/x"],"vr":"LO"}}]'), JSON_TYPE],
  ],
  ["by another boundary", [part("b", "pixels"), multipart("b")], [part("c", "pixels"), multipart("c")]],
];
const OTHERS: readonly Case[] = [
  ["another value", [text('[{"a":1}]'), JSON_TYPE], [text('[{"a":2}]'), JSON_TYPE]],
  ["other pixels", [part("b", "pixels"), multipart("b")], [part("b", "pixelz"), multipart("b")]],
  ["less", [text('[{"a":1},{"a":1}]'), JSON_TYPE], [text('[{"a":1}]'), JSON_TYPE]],
];

describe("the benchmark's comparison of answers", () => {
  test.each(SAME)("the benchmark treats the same content, %s, as equal", async (_, one, other) => {
    const arms = [await armOf("D", ...one), await armOf("G", ...other)];
    expect(await compareArms(arms, asked)).toEqual({ compared: 2, differences: [] });
  });

  test.each(OTHERS)("the benchmark's ratio is void for %s", async (_, one, other) => {
    const arms = [await armOf("D", ...one), await armOf("G", ...other)];
    const bodies = await compareArms(arms, asked);
    expect(bodies.differences).toEqual(["D, G differ in /x"]);
    expect(isVoid({ bodies } as unknown as RowResult)).toBe(true);
  });

  test("the benchmark does not count equal refusals as answers", async () => {
    const arms = [
      await armOf("D", text("no"), "text/plain", undefined, 404),
      await armOf("G", text("no"), "text/plain", undefined, 404),
    ];
    expect((await compareArms(arms, asked)).differences).toEqual(["D answers 404 to /x", "G answers 404 to /x"]);
  });
});
