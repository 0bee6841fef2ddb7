/** The people of tests/support/names.ts: their bytes are their names, and what is typed means one of them alone. */
import { describe, expect, test } from "vitest";
import { callLuaMany } from "../support/lua";
import { PEOPLE, type Person } from "../support/names";
import { sentFor, typedOf } from "../support/typed-names";

/** The encodings that stand for defined terms (PS3.3, section C.12.1.1.2), as the WHATWG names them. */
const ENCODINGS: Readonly<Record<string, string>> = {
  "ISO_IR 100": "iso-8859-1",
  "ISO_IR 101": "iso-8859-2",
  "ISO_IR 109": "iso-8859-3",
  "ISO_IR 110": "iso-8859-4",
  "ISO_IR 148": "iso-8859-9",
  "ISO_IR 144": "iso-8859-5",
  "ISO_IR 127": "iso-8859-6",
  "ISO_IR 126": "iso-8859-7",
  "ISO_IR 138": "iso-8859-8",
  "ISO_IR 166": "windows-874",
  "ISO_IR 13": "shift_jis",
  "ISO_IR 192": "utf-8",
  GB18030: "gb18030",
  GBK: "gbk",
  "ISO 2022 IR 13": "shift_jis",
  "ISO 2022 IR 100": "iso-8859-1",
};

/** Escape sequences, and the encoding of what follows: of two bytes below 0x80 (G0), or of bytes above (G1). */
const SEQUENCES: Readonly<Record<string, readonly [set: "G0" | "G1", encoding: string]>> = {
  "(B": ["G0", ""],
  "(J": ["G0", ""],
  $B: ["G0", "euc-jp"],
  "$)C": ["G1", "euc-kr"],
  "$)A": ["G1", "gbk"],
  "-L": ["G1", "iso-8859-5"],
};

const decoded = (encoding: string, bytes: Buffer): string => new TextDecoder(encoding, { fatal: true }).decode(bytes);

const ESCAPE = String.fromCharCode(27);
/** An escape sequence, a delimiter, behind which all is as in the beginning, or what stands between them. */
const PIECE = new RegExp(String.raw`${ESCAPE}(?:\([BJ]|\$B|\$\)[AC]|-L)|[=^]|[^${ESCAPE}=^]+`, "y");
/** Kanji have two bytes each, of which one may be that of a delimiter. */
const KANJI = /[!-~]{2}/y;

/** A text with escape sequences (PS3.5, section 6.1.2.5). */
function followed(bytes: Buffer, initial: string): string {
  const latin1 = bytes.toString("latin1");
  let [left, right, text] = ["", initial, ""];
  for (let at = 0; at < latin1.length;) {
    const kind = left !== "" && latin1[at] !== ESCAPE ? KANJI : PIECE;
    kind.lastIndex = at;
    const piece = kind.exec(latin1)?.[0] ?? "";
    if (piece === "") throw new Error(`a byte that begins nothing: ${latin1.slice(at)}`);
    at += piece.length;
    const [set, encoding = ""] = SEQUENCES[piece.slice(1)] ?? [];
    if (piece.startsWith(ESCAPE)) [left, right] = set === "G0" ? [encoding, right] : [left, encoding];
    else if (kind === KANJI) text += decoded(left, Buffer.from(piece, "latin1").map((byte) => byte | 0x80) as Buffer);
    else text += decoded(right === "" ? "ascii" : right, Buffer.from(piece, "latin1"));
    if (kind === PIECE && /^[=^]$/.test(piece)) right = initial;
  }
  return text;
}

/** The name that the bytes of a person's name stand for. */
function nameOf({ characterSet, encoded }: Person): string {
  const [first = "", ...others] = characterSet.split("\\");
  const bytes = Buffer.from(encoded, "hex");
  const initial = ENCODINGS[first] ?? "";
  return others.length === 0 ? decoded(initial, bytes) : followed(bytes, initial);
}

const written = ({ name }: Person): string => Object.values(name).join("=");

test("there are 30 people, in 19 values of Specific Character Set", () => {
  expect(PEOPLE).toHaveLength(30);
  expect(new Set(PEOPLE.map(({ id }) => id)).size).toBe(30);
  expect(new Set(PEOPLE.map(written)).size).toBe(30);
  expect(new Set(PEOPLE.map(({ characterSet }) => characterSet)).size).toBe(19);
});

test.each(PEOPLE)("the bytes of $id are the name in $characterSet", (person) => {
  expect(nameOf(person)).toBe(written(person));
});

/** Whether a name has words in their order: how the archive compares `*Jér*Buc*`, without case. */
function hasWords(person: Person, words: string): boolean {
  const pattern = words.split("*").map((word) => word.replace(/[\\^$.|?+()[\]{}]/gu, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`, "iu").test(written(person));
}

describe("what is typed", () => {
  const all = PEOPLE.flatMap((person) => [
    ...typedOf(person).map(({ how, text }) => ({ id: person.id, how, text })),
    ...person.typed.map((text) => ({ id: person.id, how: "a part of it", text })),
  ]);

  test("each way to type a name is that of one person alone, in the orders that the gateway looks for", async () => {
    const values = await callLuaMany(
      all.map(({ text }) => ({
        module: "gateway.dicomweb.search-value",
        fn: "canonicalValue",
        args: ["name", sentFor(text)],
      })),
    );
    const orders = await callLuaMany(
      values.map(([value]) => ({ module: "gateway.searches.typed-names", fn: "ordersOf", args: [value] })),
    );
    const found = all.map(({ how, text }, at) => {
      const looked = orders[at]?.[0] as readonly string[];
      return [
        how,
        text,
        PEOPLE.filter((person) => looked.some((words) => hasWords(person, words))).map(({ id }) => id),
      ];
    });
    expect(found).toEqual(all.map(({ id, how, text }) => [how, text, [id]]));
  });

  test("a name is typed as the list shows it, by half of it and with the given name first", () => {
    expect(typedOf(PEOPLE.find(({ id }) => id === "NAME-IR87") as Person).map(({ text }) => text)).toEqual([
      "Yamada, Tarou",
      "Yam, Tar",
      "Tarou Yamada",
      "山田 太郎",
      "山 太",
      "太郎 山田",
      "やまだ たろう",
      "やま たろ",
      "たろう やまだ",
    ]);
  });
});
