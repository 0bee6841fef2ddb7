import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { deliver } from "../../../../ohif-config/upload/deliver";
import type { Part } from "../../../../scripts/lib/import/batch";
import { ANSWER_WORDS } from "../../../../scripts/lib/import/reasons";
import { isThere, store } from "../../../../scripts/lib/import/store";
import { type Answering, startStoreServer, stored } from "../../../support/store-server";

function partOf(name: string): Part {
  const content = Buffer.from(name);
  const open = async (): Promise<Readable> => Promise.resolve(Readable.from([content]));
  return { file: { name, size: content.length, identity: name, open }, content, identity: name };
}

interface Delivered {
  readonly outcomes: Record<string, string>;
  readonly requests: readonly (readonly string[])[];
  readonly waits: readonly number[];
  readonly stop: string | undefined;
}

/** Delivers parts to a server that answers so, without waiting. */
async function delivered(names: readonly string[], answer: Answering, make = partOf): Promise<Delivered> {
  const { url, requests } = await startStoreServer(answer);
  const outcomes: Record<string, string> = {};
  const waits: number[] = [];
  let stop: string | undefined;
  await deliver(names.map(make), {
    send: (parts) => store({ url, headers: {} }, parts),
    words: ANSWER_WORDS,
    isThere: () => Promise.resolve(false),
    wait: async (seconds) => Promise.resolve(void waits.push(seconds)),
    stopped: () => stop !== undefined,
    stop: (because, attempts) => (stop ??= attempts === undefined ? because : `${because} (${attempts} times)`),
    leave: () => undefined,
    settle: (parts, reason) => {
      for (const { file } of parts) outcomes[file.name] = reason ?? "stored";
    },
  });
  return { outcomes, requests, waits, stop };
}

test("parts that are all stored go in one request", async () => {
  expect(await delivered(["a", "b"], (parts) => stored(parts))).toEqual({
    ...{ outcomes: { a: "stored", b: "stored" }, requests: [["a", "b"]], waits: [], stop: undefined },
  });
});

test("a part that is refused is found by sending halves, and the others are stored", async () => {
  const names = Array.from({ length: 16 }, (_, number) => String.fromCharCode(97 + number));
  const { outcomes, requests, waits } = await delivered(names, (parts) =>
    stored(parts, { f: "truncated", p: "bad-uid" }),
  );
  const expected = Object.fromEntries(names.map((name) => [name, "stored"]));
  expect(outcomes).toEqual({ ...expected, f: "truncated", p: "bad-uid" });
  expect([requests.length < 16, waits]).toEqual([true, []]);
});

test("parts that are all refused for one reason are not sent again", async () => {
  const { outcomes, requests } = await delivered(["a", "b"], (parts) => stored(parts, { a: "bad-uid", b: "bad-uid" }));
  expect([outcomes, requests.length]).toEqual([{ a: "bad-uid", b: "bad-uid" }, 1]);
});

test("the request is sent again after the seconds of Retry-After if the gateway has too much to do", async () => {
  const busy = { status: 503, headers: { "Retry-After": "7" }, body: { reason: "archive-busy" } };
  const { outcomes, waits } = await delivered(["a"], (parts, number) => (number < 3 ? busy : stored(parts)));
  expect([outcomes, waits]).toEqual([{ a: "stored" }, [7, 7]]);
});

test("a Retry-After of hours is waited for five minutes", async () => {
  const busy = { status: 503, headers: { "Retry-After": "99999" } };
  const { waits } = await delivered(["a"], (parts, number) => (number < 2 ? busy : stored(parts)));
  expect(waits).toEqual([300]);
});

test("the request is sent again if the connection breaks, after longer and longer waits", async () => {
  const { outcomes, waits } = await delivered(["a"], (parts, number) => (number < 5 ? "break" : stored(parts)));
  expect([outcomes, waits]).toEqual([{ a: "stored" }, [1, 2, 4, 8]]);
});

test("a part for which the archive had no time is sent again until it is stored", async () => {
  const { outcomes, requests, waits } = await delivered(["a", "b"], (parts, number) =>
    number < 4 ? stored(parts, { b: "archive-unavailable" }) : stored(parts),
  );
  expect(outcomes).toEqual({ a: "stored", b: "stored" });
  expect(requests).toEqual([["a", "b"], ["a"], ["b"], ["b"]]);
  // Before the halves, and before the second attempt for b alone.
  expect(waits).toEqual([1, 1]);
});

test("the import ends after eight requests without an answer, and nothing counts as stored", async () => {
  const { outcomes, requests, stop } = await delivered(["a", "b"], () => "break");
  expect([outcomes, requests.length]).toEqual([{}, 8]);
  expect(stop).toMatch(/^gives no answer: .* \(8 times\)$/);
});

test("a file for which alone the archive never has time is refused, and the others are stored", async () => {
  const { outcomes, requests, stop } = await delivered(["a", "odd", "c"], (parts) =>
    parts.length === 1 && parts[0] === "odd"
      ? { status: 503, body: { reason: "archive-unavailable" } }
      : stored(parts, { odd: "archive-unavailable" }),
  );
  expect([outcomes, stop]).toEqual([{ a: "stored", odd: "archive-unavailable", c: "stored" }, undefined]);
  expect(requests.filter((parts) => parts.join("") === "odd")).toHaveLength(8);
});

test.each([
  [401, { reason: "no-session", detail: "Log in." }, "answers 401: Log in."],
  [403, { reason: "role", detail: "It needs upload." }, "answers 403: It needs upload."],
  [421, {}, "answers 421"],
  [308, undefined, "answers 308"],
])("the import ends at once if the gateway answers %i", async (status, body, sentence) => {
  const { outcomes, requests, stop } = await delivered(["a", "b"], () => ({ status, body }));
  expect([outcomes, requests.length, stop]).toEqual([{}, 1, sentence]);
});

test("the import ends if the archive's disk is full", async () => {
  const { outcomes, stop } = await delivered(["a"], (parts) => ({
    ...stored(parts, { a: "archive-full" }),
    status: 507,
  }));
  expect([outcomes, stop]).toEqual([{}, "has no room left on the archive's disk"]);
});

test.each([
  [413, "store-too-large"],
  [413, "too-large"],
  [403, "not-authorized"],
  [400, "store-multipart"],
])("a file that alone is answered with %i %s is refused, and the others are stored", async (status, reason) => {
  const { outcomes } = await delivered(["a", "big", "c"], (parts) =>
    parts.includes("big") ? { status, body: { reason } } : stored(parts),
  );
  expect(outcomes).toEqual({ a: "stored", big: reason, c: "stored" });
});

test("an answer that says of fewer parts than were sent acknowledges none of them", async () => {
  const { outcomes, stop } = await delivered(["a"], () => stored([]));
  expect(outcomes).toEqual({});
  expect(stop).toContain("its answer does not fit");
});

test.each(["{}", "[]", "null", "text"])("an answer 200 of %s is no acknowledgement", async (text) => {
  const body = text === "text" ? text : (JSON.parse(text) as unknown);
  const { outcomes, stop } = await delivered(["a"], () => ({ status: 200, body }));
  expect([outcomes, stop]).toEqual([{}, "answers 200"]);
});

/** A file that is too large for memory; `bytes` come, whatever its size says. */
function large(bytes: number): (name: string) => Part {
  return (name) => {
    const open = async (): Promise<Readable> => Promise.resolve(Readable.from([Buffer.alloc(bytes, "x")]));
    return { file: { name, size: 100_000, identity: name, open }, content: undefined, identity: name };
  };
}

test("a large file is sent as it is read", async () => {
  const { outcomes, requests } = await delivered(["a"], (parts) => stored(parts), large(100_000));
  expect([outcomes, requests[0]?.[0]?.length]).toEqual([{ a: "stored" }, 100_000]);
});

test.each([99_999, 100_001])("a large file that has become %i bytes meanwhile is not stored", async (bytes) => {
  const { outcomes } = await delivered(["a"], (parts) => stored(parts), large(bytes));
  expect(outcomes).toEqual({ a: "cannot be read: it is being changed" });
});

test.each<[string, Answering, boolean]>([
  ["that answers is there", () => ({ status: 200 }), true],
  ["in whose place a proxy fails is not there", () => ({ status: 502 }), false],
  ["that breaks the connection is not there", () => "break", false],
])("a gateway %s", async (_, answer, expected) => {
  const { url } = await startStoreServer(answer);
  expect(await isThere({ url, headers: {} })).toBe(expected);
});
