/** Store Instances Responses in the DICOM JSON Model (PS3.18, annex F). */
import { contains } from "../../shared/text";
import { type AttributeName, PRIVATE_CREATOR, type ResponseWriter } from "./response-writer";

const ESCAPES: Readonly<Record<string, string | undefined>> = { '"': '\\"', "\\": "\\\\" };
/** U+2028 and U+2029 without their last byte. */
const LINE_ENDS = string.char(0xe2, 0x80);

/** Within a JSON string (RFC 8259, section 7) that is harmless in a page, too. */
function escaped(value: string): string {
  // Spread: at most 1, the byte.
  const [plain] = string.gsub(
    value,
    '[%c"\\<>&]',
    (one) => ESCAPES[one] ?? string.format("\\u%04x", ...string.byte(one, 1, 1)),
  );
  if (!contains(plain, LINE_ENDS)) return plain;
  const [first] = string.gsub(plain, `${LINE_ENDS}${string.char(0xa8)}`, "\\u2028");
  const [text] = string.gsub(first, `${LINE_ENDS}${string.char(0xa9)}`, "\\u2029");
  return text;
}

/** Numbers stand without quotes. */
const quote = ({ vr }: AttributeName): string => (vr === "US" ? "" : '"');

/** A private attribute comes behind the reservation of its block. */
function before(name: AttributeName): string {
  const { tag, vr, keyword } = name;
  const creator = `"${string.sub(tag, 1, 4)}0010":{"vr":"LO","Value":["${PRIVATE_CREATOR}"]},`;
  return `${keyword === "" ? creator : ""}"${tag}":{"vr":"${vr}","Value":[${quote(name)}`;
}

export const JSON_WRITER: ResponseWriter = {
  ...{ start: "{", end: "}", comma: "," },
  before: (name) => before(name),
  behind: (name) => `${quote(name)}]}`,
  escaped: (value) => escaped(value),
  empty: ({ tag, vr }) => `"${tag}":{"vr":"${vr}"}`,
  sequenceStart: ({ tag, vr }) => `"${tag}":{"vr":"${vr}","Value":[`,
  sequenceEnd: "]}",
  itemStart: () => "{",
  itemEnd: "}",
};
