import { describe, expect, test } from "vitest";
import type { Part } from "../../../../ohif-config/upload/batch";
import { deliver, type Meaning, meaningOf, MOST_ATTEMPTS, type Sent } from "../../../../ohif-config/upload/deliver";
import { candidate } from "./chosen";

const BUSY = "archive-unavailable";

/** A Store Instances Response (PS3.18, section 10.5.3): how many are stored, and why each other is not. */
function stored(count: number, ...reasons: readonly string[]): Sent {
  const failed = reasons.map((reason) => ({ "00081197": { Value: [49152] }, "00091001": { Value: [reason] } }));
  const text = JSON.stringify({
    "00081190": {},
    "00081199": { Value: Array.from({ length: count }, () => ({})) },
    ...(failed.length === 0 ? {} : { "00081198": { Value: failed } }),
  });
  return { status: failed.length === 0 ? 200 : count === 0 ? 409 : 202, text, retryAfter: null, challenge: null };
}

function problem(status: number, reason: string, retryAfter: string | null = null): Sent {
  return { status, text: JSON.stringify({ reason, detail: `Detail of ${reason}.` }), retryAfter, challenge: null };
}

const partsOf = (...names: readonly string[]): Part[] =>
  names.map((name) => ({ file: candidate(name, Buffer.from(name)), content: undefined }));

interface Run {
  readonly sent: string[];
  readonly waits: number[];
  readonly settled: string[];
  readonly left: string[];
  stopped: string | undefined;
}

/** Delivers parts to a gateway that answers by their names. */
async function run(parts: readonly Part[], answer: (names: readonly string[]) => Sent, isThere = false): Promise<Run> {
  const ran: Run = { sent: [], waits: [], settled: [], left: [], stopped: undefined };
  const names = (of: readonly Part[]): string[] => of.map(({ file }) => file.name);
  await deliver(parts, {
    send: (of) => {
      ran.sent.push(names(of).join(""));
      return Promise.resolve(answer(names(of)));
    },
    wait: (seconds) => {
      ran.waits.push(seconds);
      return Promise.resolve();
    },
    isThere: () => Promise.resolve(isThere),
    stopped: () => ran.stopped !== undefined,
    stop: (because) => {
      ran.stopped ??= because;
    },
    settle: (of, reason) => {
      ran.settled.push(`${names(of).join("")} ${reason ?? "stored"}`);
    },
    leave: (of) => {
      ran.left.push(...names(of));
    },
  });
  return ran;
}

describe("what an answer means", () => {
  test.each<[string, Sent, number, Meaning]>([
    ["all are stored", stored(3), 3, { kind: "settled", reason: undefined }],
    [
      "all are refused for one reason",
      stored(0, "truncated", "truncated"),
      2,
      { kind: "settled", reason: "truncated" },
    ],
    ["some are refused", stored(2, "truncated"), 3, { kind: "split", passing: false }],
    ["some have to wait", stored(2, BUSY), 3, { kind: "split", passing: true }],
    ["it names too few", stored(2), 3, { kind: "split" }],
    ["one of several is no DICOM file", problem(400, "not-dicom"), 3, { kind: "split" }],
    ["one is no DICOM file", problem(400, "not-dicom"), 1, { kind: "settled", reason: "not-dicom" }],
    ["the body of several is too large", problem(413, "store-too-large"), 3, { kind: "split" }],
    ["one is too large", problem(413, "store-too-large"), 1, { kind: "settled", reason: "too-large" }],
    ["a proxy has a limit of its own", problem(413, ""), 1, { kind: "settled", reason: "too-large" }],
  ])("%s", (_, said, count, meaning) => {
    if ("unread" in said) throw new Error("not said");
    expect(meaningOf(said, count)).toEqual(meaning);
  });

  test.each<[string, Sent, Partial<Meaning>]>([
    ["a busy archive is asked again after its Retry-After", problem(503, "archive-busy", "7"), { seconds: 7 }],
    ["a long Retry-After is not waited for whole", problem(503, "archive-busy", "86400"), { seconds: 300 }],
    ["a Retry-After that is a date is not waited for", problem(503, "x", "Mon, 30 Nov 2026 12:00:00 GMT"), {}],
    ["too many uploads of a person are sent again", problem(429, "uploads-of-person", "5"), { seconds: 5 }],
    ["a request that broke is sent again", { broken: true }, {}],
    ["a proxy's page is no answer", { status: 502, text: "<html>", retryAfter: null, challenge: null }, {}],
  ])("%s", (_, said, meaning) => {
    if ("unread" in said) throw new Error("not said");
    expect(meaningOf(said, 2)).toMatchObject({ kind: "again", ...meaning });
    expect(meaningOf(said, 2)).toHaveProperty("because");
  });

  test.each<[string, Sent]>([
    ["a role that may not upload ends the upload", problem(403, "role")],
    ["a full disk ends the upload", stored(0, "archive-full")],
    ["another origin ends the upload", problem(403, "cross-site")],
  ])("%s", (_, said) => {
    if ("unread" in said) throw new Error("not said");
    expect(meaningOf(said, 1)).toMatchObject({ kind: "stop" });
  });
});

test("one refused file among eight is found by halves, and the others are stored", async () => {
  const ran = await run(partsOf("a", "b", "c", "d", "e", "f", "g", "h"), (names) =>
    names.includes("c") ? stored(names.length - 1, "truncated") : stored(names.length),
  );
  expect(ran.sent).toEqual(["abcdefgh", "abcd", "ab", "cd", "c", "d", "efgh"]);
  expect(ran.settled.toSorted()).toEqual(["ab stored", "c truncated", "d stored", "efgh stored"]);
});

test("a busy archive is asked again after the seconds that it names", async () => {
  let count = 0;
  const ran = await run(partsOf("a"), () => ((count += 1) < 3 ? problem(503, "archive-busy", "9") : stored(1)));
  expect([ran.waits, ran.settled]).toEqual([[9, 9], ["a stored"]]);
});

test("a broken line is tried eight times, at longer and longer intervals, and then the files are left", async () => {
  const ran = await run(partsOf("a", "b"), () => ({ broken: true }));
  expect(ran.sent).toHaveLength(MOST_ATTEMPTS);
  expect(ran.waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
  expect([ran.stopped, ran.left, ran.settled]).toEqual([expect.any(String), ["a", "b"], []]);
});

test.each<[string, Sent]>([
  ["breaks every connection", { broken: true }],
  ["makes a proxy fail", { status: 502, text: "<html>", retryAfter: null, challenge: null }],
])("a file that %s is given up by its name, and the others of its request are stored", async (_, failure) => {
  const ran = await run(
    partsOf("a", "b", "c", "d"),
    (names) => (names.includes("b") ? failure : stored(names.length)),
    true,
  );
  expect(ran.settled).toEqual(["a stored", "b no-answer", "cd stored"]);
  expect(ran.sent).toHaveLength(MOST_ATTEMPTS + 2 + 1 + 2 + 1);
  expect([ran.left, ran.stopped]).toEqual([[], undefined]);
});

test("a gateway that says why it refuses is not taken for one that a file breaks", async () => {
  const ran = await run(partsOf("a", "b"), () => problem(429, "uploads-of-person"), true);
  expect([ran.sent.length, ran.left, ran.settled]).toEqual([MOST_ATTEMPTS, ["a", "b"], []]);
});

test("a refusal of whoever asks ends the upload at once, and the files are left", async () => {
  const ran = await run(partsOf("a", "b"), () => problem(403, "role"));
  expect([ran.sent, ran.waits, ran.left]).toEqual([["ab"], [], ["a", "b"]]);
  expect(ran.stopped).toBe("The gateway answered 403: Detail of role.");
});

test("a single file for which the archive never has time is refused alone", async () => {
  const ran = await run(partsOf("a"), () => stored(0, BUSY));
  expect([ran.sent.length, ran.settled, ran.stopped]).toEqual([MOST_ATTEMPTS, [`a ${BUSY}`], undefined]);
});

test("a file that can no longer be read is refused, and the others of its request are sent", async () => {
  const parts = partsOf("a", "b", "c");
  const ran = await run(parts, (names) => {
    const [, gone] = parts;
    return names.includes("b") && gone !== undefined ? { unread: gone, reason: "unreadable" } : stored(names.length);
  });
  expect([ran.sent, ran.settled]).toEqual([
    ["abc", "ac"],
    ["b unreadable", "ac stored"],
  ]);
});
