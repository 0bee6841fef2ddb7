import { expect, inject, test } from "vitest";
import { callLuaAt } from "../../../support/lua-calls";

const MODULE = "gateway.http.cookies";
const NAME = "__Host-collimator";
const TOKEN = "Zx_".padEnd(42, "9k-") + "Q";
const PLANTED = "P".repeat(43);

/** The token that each header carries under the name. Characters of the headers are bytes. */
async function tokens(headers: readonly string[]): Promise<(string | undefined)[]> {
  const calls = headers.map((header) => ({ module: MODULE, fn: "cookieToken", args: [header, NAME] }));
  const answers = await callLuaAt(inject("luaUrl"), calls, "latin1");
  return answers.map(([token]) => (typeof token === "string" ? token : undefined));
}

/** All separators of RFC 2616 section 2.2, control characters, and bytes that pass for white space somewhere. */
const SEPARATORS = [
  ...'()<>@,:\\"/[]?={}'.split(""),
  ...[" ", "\t", "  ", " \t ", ", ", ",", "&", "|", "'", "%3B", "%3b ", "%20", "+", "$", "#", "!"],
  ...["\x01", "\x02", "\x07", "\x08", "\x0b", "\x0c", "\x0e", "\x1b", "\x1c", "\x1d", "\x1e", "\x1f", "\x7f"],
  ...[
    "\x85",
    "\xa0",
    "\xc2\xa0",
    "\xe2\x80\x8b",
    "\xe2\x80\xa8",
    "\xe3\x80\x80",
    "\xef\xbb\xbf",
    "\xcd\xbe",
    "\xef\xbc\x9b",
  ],
];

test("only a semicolon starts another cookie", async () => {
  const planted = SEPARATORS.map((separator) => `a=1${separator}${NAME}=${PLANTED}`);
  expect(await tokens(planted)).toEqual(planted.map(() => undefined));
});

test("a cookie planted by another site does not end a session", async () => {
  const headers = SEPARATORS.flatMap((separator) => [
    `a=1${separator}${NAME}=${PLANTED}; ${NAME}=${TOKEN}`,
    `${NAME}=${TOKEN}; a=1${separator}${NAME}=${PLANTED}`,
    `${NAME}=${TOKEN}; =${separator}${NAME}=${PLANTED}`,
    `${NAME}=${TOKEN}; "${separator}${NAME}=${PLANTED}"`,
    `a="${separator}${NAME}=${PLANTED}${separator}"; ${NAME}=${TOKEN}; b=2`,
  ]);
  expect(await tokens(headers)).toEqual(headers.map(() => TOKEN));
});

test.each([
  ["alone", `${NAME}=${TOKEN}`],
  ["first", `${NAME}=${TOKEN}; a=b`],
  ["last", `a=b; ${NAME}=${TOKEN}`],
  ["between", `a=b; ${NAME}=${TOKEN}; c=d`],
  [
    "next to one whose name begins or ends alike",
    `x${NAME}=1; ${NAME}-browser=${PLANTED}; ${NAME}=${TOKEN}; ${NAME}x=1`,
  ],
  ["without the space that browsers send", `a=b;${NAME}=${TOKEN};c=d`],
  ["with spaces and tabs around it", `a=b;\t ${NAME}=${TOKEN} \t; c=d`],
  ["next to empty pairs", `;; ; ${NAME}=${TOKEN};; ;`],
  ["next to a cookie without a name, and one without a value", `flag; =x; y=; ${NAME}=${TOKEN}`],
  ["next to a value with an equals sign, quotes, commas or JSON", `a=b=c; d="e"; f=1,2; g={"h":[1]}; ${NAME}=${TOKEN}`],
  ["next to values that are not ASCII", `a=\xc3\xa4; b=\xff\xfe; ${NAME}=${TOKEN}`],
])("a session token is read %s", async (_how, header) => {
  expect(await tokens([header])).toEqual([TOKEN]);
});

test.each([
  ["an empty header", ""],
  ["only separators", "; ;;\t;"],
  ["two of the name with one value", `${NAME}=${TOKEN}; ${NAME}=${TOKEN}`],
  ["two of the name, the first planted", `${NAME}=${PLANTED}; ${NAME}=${TOKEN}`],
  ["two of the name, the second empty", `${NAME}=${TOKEN}; ${NAME}=`],
  ["another case", `${NAME.toLowerCase()}=${TOKEN}`],
  ["a space before the equals sign", `${NAME} =${TOKEN}`],
  ["a value with a trailing space", `${NAME}= ${TOKEN}`],
  ["a cookie without a name", `=${NAME}=${TOKEN}`],
  ["a quoted value", `${NAME}="${TOKEN}"`],
  ["a quoted name", `"${NAME}"=${TOKEN}`],
  ["an encoded name", `__Host%2Dcollimator=${TOKEN}`],
  ["a shorter value", `${NAME}=${TOKEN.slice(1)}`],
  ["a longer value", `${NAME}=${TOKEN}A`],
  ["a value with a space in it", `${NAME}=${TOKEN.slice(0, 20)} ${TOKEN.slice(20)}`],
  ["a value with trailing text", `${NAME}=${TOKEN} x`],
  ["a value with text after a comma", `${NAME}=${TOKEN}, ${NAME}=${PLANTED}`],
  ["a value with a trailing control character", `${NAME}=${TOKEN}\x01`],
  ["$Version and $Path (RFC 2965)", `$Version=1; $Path=/, ${NAME}=${TOKEN}`],
])("no session token is read from %s", async (_what, header) => {
  expect(await tokens([header])).toEqual([undefined]);
});

test("a Cookie header of 64 kB is read in linear time", async () => {
  for (const filler of [" ", "; ", "\t ;", ";;", "a", "a=b;"]) {
    const long = filler.repeat(64_000 / filler.length);
    const began = performance.now();
    await tokens([long, `${NAME}=${TOKEN}${long}x`, `${NAME}=${long}x`]);
    expect([filler, Math.floor((performance.now() - began) / 500)]).toEqual([filler, 0]);
  }
});
