/**
 * The one parser of query strings (RFC 3986, section 3.4), and the one encoder of values for Orthanc.
 *
 * `+` is a space, as in HTML forms: browsers' URLSearchParams and Python's clients write one so, and Orthanc reads it
 * so. In RFC 3986, which PS3.18 follows, it stands for itself, but no known client leaves a plus sign as it is.
 */
import { refuse, type Refusal } from "./refusal";
import { contains, find, matches, pieces } from "../../shared/text";
import { quote } from "../../shared/quote";
import { isUtf8 } from "../../shared/utf8";

export interface QueryParameter {
  /** The name, decoded; never empty. */
  readonly key: string;
  /** The value, decoded once: well-formed UTF-8 without control characters; `""` also where no `=` was sent. */
  readonly value: string;
}

/** A query with more parameters than this is refused; every transaction needs far fewer. */
const MAX_PARAMETERS = 64;

/** A longer query is refused; it leaves room for a hundred UIDs. */
const MAX_LENGTH = 8192;

/** The only key that may repeat (PS3.18, section 8.3.4.3). */
const REPEATABLE = "includefield";

const NONE: readonly QueryParameter[] = [];

/** Two hexadecimal digits, in any case, to the byte they stand for. */
const DECODED: Record<string, string> = {};

/** A byte to its percent-encoding. */
const ENCODED: Record<string, string> = {};

for (const byte of $range(0, 255)) {
  const character = string.char(byte);
  const digits = string.format("%02x", byte);
  const first = string.sub(digits, 1, 1);
  const second = string.sub(digits, 2, 2);
  DECODED[first + second] = character;
  DECODED[string.upper(first) + second] = character;
  DECODED[first + string.upper(second)] = character;
  DECODED[string.upper(first + second)] = character;
  ENCODED[character] = string.format("%%%02X", byte);
}

/**
 * Parses a raw query, without its `?`.
 *
 * Empty pieces (`?&a=1`, as Weasis sends) are skipped. Refused with 400: over 8192 bytes or 64 parameters, bytes
 * outside printable ASCII, a malformed percent-encoding, control characters, text that is not UTF-8, an empty
 * key, a repeated key other than `includefield`.
 */
export function parseQuery(
  raw: string | undefined,
): LuaMultiReturn<[readonly QueryParameter[]] | [undefined, Refusal]> {
  if (raw === undefined || raw === "") {
    return $multi(NONE);
  }
  const fault = faultOf(raw);
  if (fault !== undefined) {
    return $multi(undefined, fault);
  }
  const parameters: QueryParameter[] = [];
  const seen: Record<string, true | undefined> = {};
  for (const [piece = ""] of string.gmatch(raw, "[^&]+")) {
    const [rawKey = "", equals, rawValue = ""] = string.match(piece, "^([^=]*)(=?)(.*)$");
    const key = decode(rawKey);
    const value = equals === "=" ? decode(rawValue) : "";
    if (key === "" || key === undefined || value === undefined) {
      return $multi(undefined, badEncoding(key, rawKey));
    }
    if (seen[key] === true && key !== REPEATABLE) {
      return $multi(
        undefined,
        refuse(400, "query-duplicate-key", `The query key ${quote(key)} is given twice: give it once.`),
      );
    }
    seen[key] = true;
    parameters.push({ key, value });
    if (parameters.length > MAX_PARAMETERS) {
      return $multi(
        undefined,
        refuse(400, "query-too-many-parameters", "The query has more than 64 parameters: leave some out."),
      );
    }
  }
  return $multi(parameters);
}

/** Percent-encodes a value for a query; the comma stays literal, since Orthanc splits lists at it. */
export function encodeQueryValue(value: string): string {
  const [encoded] = string.gsub(value, "[^A-Za-z0-9._~*,-]", ENCODED);
  return encoded;
}

/** A query, without its `?`, that is parsed to the same parameters. */
export function formatQuery(parameters: readonly QueryParameter[]): string {
  const parts: string[] = [];
  for (const { key, value } of parameters) parts.push(`${encodeQueryValue(key)}=${encodeQueryValue(value)}`);
  return parts.join("&");
}

/** `key` is undefined where it could not be decoded; where it could, its value could not. */
function badEncoding(key: string | undefined, rawKey: string): Refusal {
  if (key === "") return refuse(400, "query-encoding", "The query holds a value without a key: write key=value.");
  const what = key === undefined ? "The query key" : "The value of the query key";
  return refuse(
    400,
    "query-encoding",
    `${what} ${quote(rawKey)} is not UTF-8, or holds a control character: write it as percent-encoded UTF-8.`,
  );
}

/** The key, still encoded, whose piece of the query holds the byte at a place. */
function keyAround(raw: string, at: number): string {
  let end = 0;
  for (const piece of pieces(raw, "&")) {
    end += piece.length + 1;
    if (at <= end) return pieces(piece, "=")[0] ?? "";
  }
  return "";
}

function faultOf(raw: string): Refusal | undefined {
  if (raw.length > MAX_LENGTH) {
    return refuse(400, "query-too-long", "The query is longer than 8192 bytes: ask for less at once.");
  }
  const [odd] = find(raw, "[^!-~]");
  if (odd !== undefined) {
    const key = quote(keyAround(raw, odd));
    return refuse(400, "query-bytes", `The query holds a byte that has to be percent-encoded, at the key ${key}.`);
  }
  const [withoutEscapes] = string.gsub(raw, "%%%x%x", "");
  if (contains(withoutEscapes, "%")) {
    const [percent = 0] = ngx.re.find(raw, "%(?![0-9A-Fa-f]{2})", "jo");
    const key = quote(keyAround(raw, percent));
    return refuse(
      400,
      "query-percent",
      `The query holds a malformed percent-encoding, at the key ${key}: write a percent sign as %25.`,
    );
  }
  return undefined;
}

/** The text, decoded once, or undefined where it has a control character or is not UTF-8. */
function decode(raw: string): string | undefined {
  const [spaced] = string.gsub(raw, "%+", " ");
  if (!contains(spaced, "%")) {
    return spaced;
  }
  const [text] = string.gsub(spaced, "%%(%x%x)", DECODED);
  return !matches(text, "%c") && isUtf8(text) ? text : undefined;
}
