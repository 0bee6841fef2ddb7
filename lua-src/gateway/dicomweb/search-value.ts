/** Values of search keys: checked by the value's class, written in the one form that Orthanc reads as meant. */
import { matches, pieces } from "../../shared/text";
import type { ValueClass } from "./attributes";
import { parseUidList } from "./uid";

const MAX_TEXT = 256;
const MAX_NUMBER = 65_535;

/**
 * The canonical value, or undefined where it is malformed. `""` is universal matching (PS3.4, C.2.2.2.3). A backslash,
 * DICOM's own list separator, becomes a comma: Orthanc drops backslashes and splits at commas. So a comma that belongs to
 * a text becomes `?`, for which Orthanc takes any character there.
 */
export function canonicalValue(kind: ValueClass, value: string): string | undefined {
  if (value === "") {
    return value;
  }
  if (kind === "uid") {
    return parseUidList(value);
  }
  if (kind === "date") {
    return isDate(value) ? value : undefined;
  }
  if (kind === "time") {
    return isTime(value) ? value : undefined;
  }
  if (kind === "number") {
    return numbers(value);
  }
  if (value.length > MAX_TEXT) {
    return undefined;
  }
  if (kind === "name") {
    return typedName(value);
  }
  // Of codes a comma separates a list, as viewers write it; other text may have a comma (PS3.18, section 8.3.4.1).
  let literal = value;
  if (kind === "text") [literal] = string.gsub(value, ",", "?");
  const [text] = string.gsub(literal, "\\", ",");
  return text;
}

/** Whole numbers of 16 bits (VR US), separated by commas, as the index has them: without zeros in front. */
function numbers(value: string): string | undefined {
  const list: string[] = [];
  for (const piece of pieces(string.gsub(value, "\\", ",")[0], ",")) {
    const number = piece.length <= 9 && matches(piece, "^%d+$") ? tonumber(piece) : undefined;
    if (number === undefined || number > MAX_NUMBER) return undefined;
    list.push(string.format("%d", number));
  }
  return list.join(",");
}

/**
 * A name as people read it in a list and type it: `Buc, Jérôme` is `Buc^Jérôme` in the archive, or was entered just so.
 */
function typedName(value: string): string {
  if (isWords(value)) {
    const [words] = string.gsub(value, "[,\\ ]+", "*");
    return words;
  }
  const [name] = string.gsub(value, "[,\\] *", "*");
  return name;
}

/** Whether a name is words that someone has typed into a list, as `*Jér Buc*`: the given name may stand first. */
export function isWords(value: string): boolean {
  return matches(value, "^%*[^*]+%*$") && matches(value, "[,\\ ]");
}

/** A date or a range (PS3.4, C.2.2.2.5): `20200131`, `20200101-20201231`, `20200101-` or `-20201231`. */
function isDate(value: string): boolean {
  const [from, to] = string.match(value, "^(%d*)-(%d*)$");
  if (from === undefined || to === undefined) {
    return isDay(value);
  }
  return (from !== "" || to !== "") && (from === "" || isDay(from)) && (to === "" || isDay(to));
}

function isDay(text: string): boolean {
  return text.length === 8 && matches(text, "^%d+$");
}

/** A time or a range of times: `HHMMSS.FFFFFF` or a beginning of it. */
function isTime(value: string): boolean {
  // Pattern: at most 29 bytes.
  return value.length <= 29 && matches(value, "^[%d.]*-?[%d.]*$") && value !== "-";
}
