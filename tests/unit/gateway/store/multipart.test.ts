import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LuaRuntime } from "../../../support/lua-runtime";
import { BYTES, everyCut, readBody, startStore, timeLong, WHOLE } from "../../../support/store";

let lua: LuaRuntime;
beforeAll(async () => {
  lua = await startStore();
});
afterAll(async () => {
  await lua.stop();
});

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

interface Part {
  readonly headers: string;
  readonly content: string;
}

/** A body as RFC 2046 has it. */
function write(
  boundary: string,
  parts: readonly Part[],
  around: Partial<Record<"before" | "after" | "pad", string>> = {},
) {
  const { before = "", after = "", pad = "" } = around;
  const lines = parts.map(({ headers, content }) => `--${boundary}${pad}\r\n${headers}\r\n${content}\r\n`);
  return bytes(`${before}${lines.join("")}--${boundary}--${after}`);
}

/** The contents of a body's parts, or the failure. */
async function contents(boundary: string, body: Buffer): Promise<readonly string[] | string> {
  const [answer] = await readBody(lua, boundary, body, [WHOLE]);
  return answer?.failure ?? answer?.parts.map(({ content = "", failure }) => failure ?? content) ?? "no answer";
}

const LEGAL = Array.from("0123456789ABCXYZabcxyz'()+_,-./:=?");
const boundaries = fc
  .tuple(fc.array(fc.constantFrom(...LEGAL, " "), { maxLength: 69 }), fc.constantFrom(...LEGAL))
  .map(([characters, last]) => characters.join("") + last);
/** Content full of what delimiters are made of. */
const pieces = fc.constantFrom("\r", "\n", "\r\n", "-", "--", "\r\n--", "\r\n\r\n", "\0", "x", "\xff", " ", "boundary");
const content = fc.array(pieces, { maxLength: 30 }).map((list) => list.join(""));

describe("the multipart reader", () => {
  test("the multipart reader yields the same parts in every framing, and needs no more memory than a piece", async () => {
    await fc.assert(
      fc.asyncProperty(
        boundaries,
        fc.array(content, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("", "preamble", "a\r\nb\r\n", "-", "\r"),
        fc.constantFrom("", "\r\n", "\r\nepilogue\r\n--", " \t\r\nx"),
        fc.constantFrom("", " ", "\t  "),
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 12 }),
        async (boundary, list, preamble, after, pad, cuts) => {
          fc.pre(!list.some((text) => `\r\n${text}\r\n`.includes(`\r\n--${boundary}`)));
          const before = preamble === "" ? "" : `${preamble}\r\n`;
          fc.pre(!`\r\n${before}`.includes(`\r\n--${boundary}`));
          const parts = list.map((text, at) => ({ headers: `Content-Type: text/${at}\r\n`, content: text }));
          const body = write(boundary, parts, { before, after, pad });
          const framings = [WHOLE, BYTES, { cuts: [...cuts].sort((a, b) => a - b), step: 7 }];
          const expected = parts.map(({ content: text }, at) => ({
            headers: { "content-type": `text/${at}` },
            content: text,
          }));
          for (const answer of await readBody(lua, boundary, body, framings)) {
            expect(answer.failure).toBeUndefined();
            expect(answer.parts).toMatchObject(expected);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test("the multipart reader finds delimiters split at any byte", async () => {
    const parts = [
      { headers: "Content-Type: application/dicom\r\nContent-ID: <1@x>\r\n", content: "first\r\n--no\r\r\n" },
      { headers: "", content: "\r\n" },
      { headers: "A: b\r\n", content: "" },
    ];
    const body = write("b-1", parts, { before: "preamble\r\n", after: "\r\nepilogue", pad: " \t" });
    const expected = parts.map(({ content: text }) => ({ content: text }));
    for (const answer of await readBody(lua, "b-1", body, everyCut(body.length))) {
      expect(answer.failure).toBeUndefined();
      expect(answer.parts).toMatchObject(expected);
    }
  });

  test("the multipart reader takes content that only resembles a delimiter as content", async () => {
    for (const near of [
      "\r\n--bx",
      "\r\n--b-",
      "\r\n--b \t.",
      "\r\n--b\rx",
      "\r\n-b--",
      "--b--",
      "\n--b--",
      `\r\n--b${" ".repeat(300)}`,
    ]) {
      const text = `1${near}2`;
      expect
        .soft(await contents("b", write("b", [{ headers: "", content: text }])), JSON.stringify(near))
        .toEqual([text]);
    }
  });

  test("the multipart reader reads an empty part, with and without its own empty line", async () => {
    expect(await contents("b", bytes("--b\r\nA: 1\r\n\r\n\r\n--b\r\n\r\n--b--"))).toEqual(["", ""]);
    expect(await contents("b", bytes("--b\r\nA: 1\r\n\r\n--b\r\n\r\n\r\n--b--"))).toEqual(["", ""]);
  });

  test("the multipart reader skips the unread rest of a part", async () => {
    const parts = ["a", "x".repeat(200_000), "c"].map((text) => ({ headers: "", content: text }));
    const [answer] = await readBody(lua, "b", write("b", parts), [{ cuts: [], step: 1000 }], [2]);
    expect(answer?.parts.map(({ content: text }) => text)).toEqual(["a", undefined, "c"]);
  });

  test("the multipart reader reports a body cut before its closing delimiter, wherever it ends", async () => {
    const body = write("bound", [
      { headers: "A: 1\r\n", content: "first" },
      { headers: "", content: "second" },
    ]);
    const first = body.indexOf("first");
    for (let end = first; end < body.length; end++) {
      const [answer] = await readBody(lua, "bound", body.subarray(0, end), [{ cuts: [], step: 5 }]);
      expect(answer?.failure, `${end} bytes`).toBe("cut");
      // A part counts if its own delimiter has come.
      for (const { content: text = "", failure } of answer?.parts ?? [])
        if (failure === undefined) expect(["first", "second"]).toContain(text);
    }
  });

  test("the multipart reader passes on why a body could not be read", async () => {
    const body = write("b", [{ headers: "", content: "x" }]).subarray(0, 8);
    const [answer] = await readBody(lua, "b", body, [{ ...BYTES, failure: "too-slow" }]);
    expect(answer).toMatchObject({ failure: "too-slow", parts: [{ failure: "too-slow" }] });
    const [behind] = await readBody(lua, "b", bytes("--b\r\n\r\nx\r\n--b--\r\n"), [{ ...BYTES, failure: "too-slow" }]);
    expect(behind).toMatchObject({ parts: [{ content: "x" }] });
    expect(behind?.failure).toBeUndefined();
  });

  test.each([
    ["an empty body", ""],
    ["no delimiter", "hello"],
    ["lines that end with LF alone", "--b\nA: 1\n\nx\n--b--\n"],
    ["another boundary", "--c\r\n\r\nx\r\n--c--"],
    ["a preamble of more than 64 kB", `${"x".repeat(70_000)}\r\n--b\r\n\r\nx\r\n--b--`],
    ["an epilogue of more than 64 kB", `--b\r\n\r\nx\r\n--b--${"x".repeat(70_000)}`],
    ["a header without a colon", "--b\r\nA\r\n\r\nx\r\n--b--"],
    ["a header without a name", "--b\r\n: 1\r\n\r\nx\r\n--b--"],
    ["a space before the colon", "--b\r\nA : 1\r\n\r\nx\r\n--b--"],
    ["a continued line that continues nothing", "--b\r\n A: 1\r\n\r\nx\r\n--b--"],
    ["a control character in a header", "--b\r\nA: \0\r\n\r\nx\r\n--b--"],
    ["a bare CR in a header", "--b\r\nA: 1\rB: 2\r\n\r\nx\r\n--b--"],
    ["a header twice", "--b\r\nA: 1\r\na: 2\r\n\r\nx\r\n--b--"],
    ["33 lines of headers", `--b\r\n${Array.from({ length: 33 }, (_, at) => `A${at}: 1\r\n`).join("")}\r\nx\r\n--b--`],
    ["33 continued lines", `--b\r\nA: 1\r\n${" 2\r\n".repeat(32)}\r\nx\r\n--b--`],
    ["headers of more than 16 kB", `--b\r\nA: ${"x".repeat(16 * 1024)}\r\n\r\nx\r\n--b--`],
    ["headers that never end", `--b\r\n${"x".repeat(100_000)}`],
  ])("the multipart reader refuses %s", async (_, body) => {
    for (const answer of await readBody(lua, "b", bytes(body), [WHOLE, { cuts: [], step: 1000 }])) {
      expect(answer.failure).toBe("malformed");
      for (const { content: text } of answer.parts) expect(text).toBe("x");
    }
  });

  test("the multipart reader reads headers in their legal forms", async () => {
    const lines = [
      "Content-Type: application/dicom",
      "X-Empty:",
      "x_y.Z:\t a  b \t",
      "Folded: a",
      "\tb",
      "  c",
      "U: \xe9",
    ];
    const [answer] = await readBody(lua, "b", bytes(`--b\r\n${lines.join("\r\n")}\r\n\r\nx\r\n--b--`), [BYTES]);
    const headers = { "content-type": "application/dicom", "x-empty": "", "x_y.z": "a  b", folded: "a b c", u: "\xe9" };
    expect(answer?.parts[0]?.headers).toEqual(headers);
    const most = `A: ${"x".repeat(16 * 1024 - 5)}`;
    expect(await contents("b", bytes(`--b\r\n${most}\r\n\r\nx\r\n--b--`))).toEqual(["x"]);
  });

  test.each([
    ["spaces", " "],
    ["dashes", "-"],
    ["CR LF", "\r\n"],
    ["CR", "\r"],
    ["beginnings of delimiters", "\r\n--boundar"],
    ["near misses of a delimiter", "\r\n--boundary x"],
    ["brackets", "[{"],
    ["zeros", "\0"],
    ["tiny parts", "\r\n--boundary\r\n\r\nab"],
    ["tiny parts with headers", "\r\n--boundary\r\nA: b\r\nC: d\r\n\r\nab"],
  ])("the multipart reader takes linear time and constant memory on a run of %s", async (_, unit) => {
    const time = async (size: number, step: number) =>
      timeLong(lua, { before: "--boundary\r\n\r\n", unit, bytes: size, after: "\r\n--boundary--", step }, "boundary");
    const [small, large] = [await time(3e5, 65_536), await time(3e6, 65_536)];
    expect(large.said.failure).toBeUndefined();
    expect(large.seconds).toBeLessThan(20 * Math.max(small.seconds, 0.005));
    expect(large.slowest).toBeLessThan(0.01);
    expect(large.grown).toBeLessThan(400);
    const [few, many] = [await time(5e3, 1), await time(5e4, 1)];
    expect(many.seconds).toBeLessThan(20 * Math.max(few.seconds, 0.005));
  });
});
