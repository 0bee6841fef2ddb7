/**
 * Newest studies first: Orthanc's database sorts all that a search matches before it takes the first ones, which takes
 * about a second for 340,000 studies. So the newest are looked for alone, and older ones only if they do not fill the
 * page. Each window begins at a day and has no end but the search's own, so that it is the beginning of the whole list.
 *
 * @module
 */
import { matches } from "../../shared/text";

export const STUDY_DATE = "00080020";

/** Whose exact value few studies have: Study Instance UID, Patient ID, Accession Number. */
const IDENTIFIERS = ["0020000D", "00100020", "00080050"] as const;

/**
 * How far windows go back, in months. In a year's, sorting already takes as long as in the whole archive. What a text
 * matches is found in the whole archive as fast as in some months, unless it is very much.
 */
const MONTHS = [1, 3] as const;
const MONTHS_OF_TEXT = [1] as const;
/** Study Date and Time, Modalities in Study, Patient's Sex: all other attributes are texts. */
const NO_TEXTS = [STUDY_DATE, "00080030", "00080061", "00100040"] as const;

/** So many months before a day. It need not be in the calendar: days are compared as text. */
function before(day: string, months: number): string {
  const count = (tonumber(string.sub(day, 1, 4)) ?? 0) * 12 + (tonumber(string.sub(day, 5, 6)) ?? 0) - 1 - months;
  const from = Math.max(count, 0);
  return string.format("%04d%02d%s", Math.floor(from / 12), (from % 12) + 1, string.sub(day, 7, 8));
}

function isSelective(filters: Readonly<Record<string, string>>): boolean {
  return IDENTIFIERS.some((tag) => {
    const value = filters[tag];
    return value !== undefined && !matches(value, "[*?]");
  });
}

function hasText(filters: Readonly<Record<string, string>>): boolean {
  for (const [tag] of pairs(filters)) if (!(NO_TEXTS as readonly string[]).includes(tag)) return true;
  return false;
}

/**
 * The Study Dates to search, from the narrowest window to what the search itself asks for; "" stands for all studies.
 *
 * @param today `YYYYMMDD`
 */
export function windowsOf(filters: Readonly<Record<string, string>>, today: string): readonly string[] {
  const own = filters[STUDY_DATE] ?? "";
  if (isSelective(filters)) return [own];
  const [from, to] = string.match(own === "" ? "-" : own, "^(%d*)%-(%d*)$");
  // A single day; or days of the past, which the database finds by going through all studies since.
  if (from === undefined || to === undefined || (to !== "" && to < today)) return [own];
  const windows: string[] = [];
  for (const months of hasText(filters) ? MONTHS_OF_TEXT : MONTHS) {
    const day = before(today, months);
    if (day > from) windows.push(`${day}-${to}`);
  }
  windows.push(own);
  return windows;
}
