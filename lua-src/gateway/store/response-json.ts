/** Store Instances Responses in the DICOM JSON Model (PS3.18, annex F). */
import { type AttributeName, PRIVATE_CREATOR } from "./response-names";
import type { ResponseWriter } from "./response-writer";

const ESCAPES: Readonly<Record<string, string | undefined>> = { '"': '\\"', "\\": "\\\\" };
/** U+2028 and U+2029 without their last byte. */
const LINE_ENDS = string.char(0xe2, 0x80);

/** A JSON string that is harmless in a page, too (RFC 8259, section 7). */
function textOf(value: string): string {
  // Spread: at most 1, the byte.
  const [plain] = string.gsub(
    value,
    '[%c"\\<>&]',
    (one) => ESCAPES[one] ?? string.format("\\u%04x", ...string.byte(one, 1, 1)),
  );
  const [first] = string.gsub(plain, `${LINE_ENDS}${string.char(0xa8)}`, "\\u2028");
  const [text] = string.gsub(first, `${LINE_ENDS}${string.char(0xa9)}`, "\\u2029");
  return `"${text}"`;
}

function attribute({ tag, vr, keyword }: AttributeName, value: string | number): string {
  const creator =
    keyword === "" ? `"${string.sub(tag, 1, 4)}0010":{"vr":"LO","Value":[${textOf(PRIVATE_CREATOR)}]},` : "";
  const text = type(value) === "number" ? string.format("%d", value) : textOf(value as string);
  return `${creator}"${tag}":{"vr":"${vr}","Value":[${text}]}`;
}

export const JSON_WRITER: ResponseWriter = {
  ...{ start: "{", end: "}", comma: "," },
  attribute,
  empty: ({ tag, vr }) => `"${tag}":{"vr":"${vr}"}`,
  sequenceStart: ({ tag, vr }) => `"${tag}":{"vr":"${vr}","Value":[`,
  sequenceEnd: "]}",
  itemStart: () => "{",
  itemEnd: "}",
};
