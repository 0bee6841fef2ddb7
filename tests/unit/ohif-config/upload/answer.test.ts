import { describe, expect, test } from "vitest";
import {
  type Answer,
  type Broken,
  type Meaning,
  meaningOf,
  readStored,
  type Words,
} from "../../../../ohif-config/upload/answer";
import { BUSY, problem, storedAnswer } from "./answers";

const WORDS: Words = {
  answers: (status, sentence) => `${status}: ${sentence}`,
  broken: (cause = "") => `broken: ${cause}`,
  unfit: () => "unfit",
  full: () => "full",
  busy: (reason) => `busy: ${reason}`,
};

describe("what an answer means", () => {
  test.each<[string, Answer | Broken, number, Meaning]>([
    ["all are stored", storedAnswer(3), 3, { kind: "settled", reason: undefined }],
    [
      "all are refused for one reason",
      storedAnswer(0, "truncated", "truncated"),
      2,
      { kind: "settled", reason: "truncated" },
    ],
    ["some are refused", storedAnswer(2, "truncated"), 3, { kind: "split" }],
    ["some have to wait", storedAnswer(2, BUSY), 3, { kind: "split", because: `busy: ${BUSY}` }],
    ["it names too few", storedAnswer(2), 3, { kind: "split" }],
    ["one of several is no DICOM file", problem(400, "not-dicom"), 3, { kind: "split" }],
    ["one is no DICOM file", problem(400, "not-dicom"), 1, { kind: "settled", reason: "not-dicom" }],
    ["the body of several is too large", problem(413, "store-too-large"), 3, { kind: "split" }],
    ["one is too large", problem(413, "store-too-large"), 1, { kind: "settled", reason: "store-too-large" }],
    ["a proxy has a limit of its own", problem(413, ""), 1, { kind: "settled", reason: "too-large" }],
  ])("%s", (_, said, count, meaning) => {
    expect(meaningOf(said, count, WORDS)).toEqual(meaning);
  });

  test.each<[string, Answer | Broken, Partial<Meaning>]>([
    ["a busy archive is asked again after its Retry-After", problem(503, "archive-busy", "7"), { seconds: 7 }],
    ["a long Retry-After is not waited for whole", problem(503, "archive-busy", "86400"), { seconds: 300 }],
    ["a Retry-After that is a date is not waited for", problem(503, "x", "Mon, 30 Nov 2026 12:00:00 GMT"), {}],
    ["too many uploads of a person are sent again", problem(429, "uploads-of-person", "5"), { seconds: 5 }],
    ["a request that broke is sent again", { broken: true }, {}],
    ["a proxy's page is no answer", { status: 502, text: "<html>", retryAfter: null }, {}],
  ])("%s", (_, said, meaning) => {
    expect(meaningOf(said, 2, WORDS)).toMatchObject({ kind: "again", ...meaning });
    expect(meaningOf(said, 2, WORDS)).toHaveProperty("because");
  });

  test.each<[string, Answer | Broken]>([
    ["a role that may not upload ends the upload", problem(403, "role")],
    ["a full disk ends the upload", storedAnswer(0, "archive-full")],
    ["another origin ends the upload", problem(403, "cross-site")],
  ])("%s", (_, said) => {
    expect(meaningOf(said, 1, WORDS)).toMatchObject({ kind: "stop" });
  });
});

test.each<[string, object | undefined]>([
  ['{"00081190":{},"00081199":{"Value":[{},{}]}}', { stored: 2, reasons: [] }],
  [
    '{"00081190":{},"00081198":{"Value":[{"00091001":{"Value":["truncated"]}}]},"0008119A":{"Value":[{}]}}',
    { stored: 0, reasons: ["truncated", "failure"] },
  ],
  ['{"00081190":{},"00081198":{"Value":[{"00081197":{"Value":[43264]}}]}}', { stored: 0, reasons: ["failure A900"] }],
  [
    '{"00081190":{},"00081198":{"Value":[{"00091001":{"Value":["<b>"]},"00081197":{"Value":[1]}}]}}',
    { stored: 0, reasons: ["failure 0001"] },
  ],
  // What a proxy could make of an answer: nothing in it is taken for a list that is none.
  ['{"00081190":{},"00081199":{"Value":{"length":2}},"00081198":{"Value":"ab"}}', { stored: 0, reasons: [] }],
  ['{"00081190":null,"00081198":null,"0008119A":{"Value":[null,1]}}', { stored: 0, reasons: ["failure", "failure"] }],
  ['{"00081190":{},"00081198":{"Value":[{"00091001":{"Value":5}}]}}', { stored: 0, reasons: ["failure"] }],
  ["5", undefined],
  ['{"reason":"role"}', undefined],
  ["null", undefined],
  ["<html>", undefined],
])("an answer is read, or is none: %s", (text, told) => {
  expect(readStored(text)).toEqual(told);
});
