/**
 * Whether a Lua pattern takes linear time on every text. Lua's matcher backtracks, in C, and never yields: `(.-)%s*$`
 * takes the square of a run of spaces, and 60 kB of them stop a worker for seconds.
 *
 * The proof is on the safe side: a pattern without one may still be linear.
 *
 * @module
 */

/** The bytes of Lua's classes in the C locale. */
const CLASSES = {
  a: (c) => isAlpha(c),
  c: (c) => c < 32 || c === 127,
  d: (c) => isDigit(c),
  l: (c) => c >= 97 && c <= 122,
  p: (c) => c > 32 && c < 127 && !isAlpha(c) && !isDigit(c),
  s: (c) => c === 32 || (c >= 9 && c <= 13),
  u: (c) => c >= 65 && c <= 90,
  w: (c) => isAlpha(c) || isDigit(c),
  x: (c) => isDigit(c) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102),
  z: (c) => c === 0,
};

function isAlpha(c) {
  return (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
}

function isDigit(c) {
  return c >= 48 && c <= 57;
}

/** A set of bytes as an array of 256 truth values. */
function setOf(holds) {
  return Array.from({ length: 256 }, (_, byte) => holds(byte));
}

function escaped(letter) {
  const holds = CLASSES[letter.toLowerCase()];
  if (holds === undefined) return setOf((c) => c === letter.charCodeAt(0));
  return letter === letter.toLowerCase() ? setOf(holds) : setOf((c) => !holds(c));
}

/** Reads `[...]` that begins at `at`: its bytes, and where it ends. */
function readSet(pattern, at) {
  let next = at + 1;
  const isNegated = pattern[next] === "^";
  if (isNegated) next += 1;
  const parts = [];
  for (let first = true; first || pattern[next] !== "]"; first = false) {
    if (next >= pattern.length) throw new Error("a set without an end");
    if (pattern[next] === "%") {
      parts.push(escaped(pattern[next + 1] ?? ""));
      next += 2;
    } else if (pattern[next + 1] === "-" && pattern[next + 2] !== "]" && next + 2 < pattern.length) {
      const [from, to] = [pattern.charCodeAt(next), pattern.charCodeAt(next + 2)];
      parts.push(setOf((c) => c >= from && c <= to));
      next += 3;
    } else {
      const one = pattern.charCodeAt(next);
      parts.push(setOf((c) => c === one));
      next += 1;
    }
  }
  const holds = setOf((c) => parts.some((part) => part[c]) !== isNegated);
  return { bytes: holds, end: next + 1 };
}

/** The items of a pattern: the bytes that each takes, and how often: "1", "?", "*", "+" or "-". */
export function itemsOf(pattern) {
  const isAnchored = pattern.startsWith("^");
  const items = [];
  let at = isAnchored ? 1 : 0;
  let isEnded = false;
  while (at < pattern.length) {
    const letter = pattern[at];
    if (letter === "(" || letter === ")") {
      at += 1;
      continue;
    }
    if (letter === "$" && at === pattern.length - 1) {
      isEnded = true;
      break;
    }
    let bytes;
    if (letter === "%" && pattern[at + 1] === "f") {
      // A frontier takes nothing and looks at one byte.
      at = readSet(pattern, at + 2).end;
      continue;
    }
    if (letter === "%" && /[b0-9]/.test(pattern[at + 1] ?? "")) return { isAnchored, isEnded, items: undefined };
    if (letter === "[") {
      const set = readSet(pattern, at);
      bytes = set.bytes;
      at = set.end;
    } else if (letter === "%") {
      bytes = escaped(pattern[at + 1] ?? "");
      at += 2;
    } else {
      bytes = letter === "." ? setOf(() => true) : setOf((c) => c === pattern.charCodeAt(at));
      at += 1;
    }
    const often = "?*+-".includes(pattern[at] ?? " ") ? pattern[at] : "1";
    if (often !== "1") at += 1;
    items.push({ bytes, often });
  }
  return { isAnchored, isEnded, items };
}

const isRepeated = ({ often }) => often === "*" || often === "+" || often === "-";
const isNeeded = ({ often }) => often === "1" || often === "+";
const meet = (one, other) => one.bytes.some((holds, byte) => holds && other.bytes[byte]);

/** Whether items from an index on match whatever stands there: then nothing before them is tried again. */
function alwaysMatches(items, from, isEnded) {
  const rest = items.slice(from);
  if (rest.some(isNeeded)) return false;
  // All that is left is taken only by a `.*` or `.-` at the end.
  const last = rest.at(-1);
  return !isEnded || (last !== undefined && isRepeated(last) && last.bytes.every(Boolean));
}

/**
 * Whether the rest of a pattern is tried in bounded time for each byte that a repetition gives back: each begins with a
 * byte that the repetition does not take, or has no repetition.
 */
function givesBackCheaply(items, index, isEnded) {
  let isTried = false;
  for (const [at, item] of items.entries()) {
    if (at <= index) continue;
    if (alwaysMatches(items, at, isEnded)) return true;
    const meets = isTried || meet(items[index], item);
    if (isRepeated(item) && meets) return false;
    if (meets) isTried = true;
    else if (isNeeded(item)) return true;
  }
  return true;
}

/** Whether each byte is read by one attempt at most, of all that begin at each byte of a text. */
function beginsOnce(items, isEnded) {
  const first = items.findIndex(isRepeated);
  if (first === -1) return true;
  // Of `x+` one byte is needed, and then all matches.
  if (alwaysMatches(items, items[first].often === "+" ? first + 1 : first, isEnded)) return true;
  const last = items.findLastIndex(isRepeated);
  const marks = items.slice(0, first);
  return marks.some((mark, at) => isNeeded(mark) && items.slice(at + 1, last + 1).every((item) => !meet(mark, item)));
}

/** Whether the time of a pattern certainly grows no faster than the text. */
export function isLinear(pattern) {
  const { isAnchored, isEnded, items } = itemsOf(pattern);
  if (items === undefined) return false;
  const isCheap = items.every((item, index) => !isRepeated(item) || givesBackCheaply(items, index, isEnded));
  return isCheap && (isAnchored || beginsOnce(items, isEnded));
}
