/**
 * The grammar of JSON (RFC 8259, sections 2 to 8) as expressions for PCRE: one call reads a text, where a walk in Lua
 * calls for each token of it. No quantifier gives anything back (all are possessive), so that a match takes time in
 * proportion to the text, and room for the nesting alone. Depth is bounded by the grammar itself: each level of nesting
 * has a rule of its own, and none calls itself.
 *
 * PCRE reads bytes here; all that is not matched, be it for a limit of PCRE's, is refused.
 */

/** Claims of real providers nest three deep; key sets too. */
export const MAX_DEPTH = 16;

const SPACE = "[ \\t\\r\\n]*+";

/** Characters over ASCII, as UTF-8 has them (RFC 3629, section 4). */
const UTF8 = [
  "[\\xc2-\\xdf][\\x80-\\xbf]",
  "\\xe0[\\xa0-\\xbf][\\x80-\\xbf]",
  "\\xed[\\x80-\\x9f][\\x80-\\xbf]",
  "[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}",
  "\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}",
  "[\\xf1-\\xf3][\\x80-\\xbf]{3}",
  "\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}",
].join("|");

const ESCAPE = '\\\\(?:["\\\\/bfnrt]|u[0-9A-Fa-f]{4})';
const STRING = `"(?:[ !#-\\[\\]-\\x7f]++|${ESCAPE}|${UTF8})*+"`;
const NUMBER = "-?+(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][-+]?+[0-9]++)?+";
const SCALAR = `(?&string)|${NUMBER}|true|false|null`;

/** Items of a list, or members of an object. */
function series(item: string): string {
  return `${SPACE}(?:${item}${SPACE}(?:,${SPACE}${item}${SPACE})*+)?+`;
}

/** The rule of a value, inside of which values are as `inner` says. */
function valueRule(name: string, inner: string): string {
  const member = `(?&string)${SPACE}:${SPACE}${inner}`;
  return `(?<${name}>${SCALAR}|\\{${series(member)}\\}|\\[${series(inner)}\\])`;
}

function rules(): string {
  const found = [`(?<string>${STRING})`];
  let inner = `(?:${SCALAR})`;
  for (const depth of $range(MAX_DEPTH, 1, -1)) {
    const name = `depth${depth}`;
    found.push(valueRule(name, inner));
    inner = `(?&${name})`;
  }
  return found.join("");
}

/** A text that is one JSON object, of well-formed UTF-8 and nested at most 16 deep; the escapes of surrogates aside. */
export const OBJECT_TEXT = `(?(DEFINE)${rules()})\\A${SPACE}(?=\\{)(?&depth1)${SPACE}\\z`;

/** In a text of this grammar: a member's name, with its colon. Strings that are values are passed over as a whole. */
export const MEMBER_NAME = `"(?:[^"\\\\]++|\\\\.)*+"(?:${SPACE}:|(*SKIP)(*FAIL))`;

/** In any text: a string, or the rest where it has no end. */
export const ANY_STRING = '"(?:[^"\\\\]++|\\\\.)*+"?+';
