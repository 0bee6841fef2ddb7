import { expect, test } from "vitest";
import type { Part } from "../../../../ohif-config/upload/batch";
import { deliver, MOST_ATTEMPTS, type Sent } from "../../../../ohif-config/upload/deliver";
import { ANSWER_WORDS } from "../../../../ohif-config/upload/words";
import { BUSY, problem, storedAnswer as stored } from "./answers";
import { candidate } from "./chosen";

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
async function run(
  parts: readonly Part[],
  answer: (names: readonly string[]) => Sent<Part>,
  isThere = false,
): Promise<Run> {
  const ran: Run = { sent: [], waits: [], settled: [], left: [], stopped: undefined };
  const names = (of: readonly Part[]): string[] => of.map(({ file }) => file.name);
  await deliver(parts, {
    send: (of) => {
      ran.sent.push(names(of).join(""));
      return Promise.resolve(answer(names(of)));
    },
    words: ANSWER_WORDS,
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

test.each<[string, Sent<Part>]>([
  ["breaks every connection", { broken: true }],
  ["makes a proxy fail", { status: 502, text: "<html>", retryAfter: null }],
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
