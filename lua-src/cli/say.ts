import { replaceC1Controls, trimEnd } from "../shared/text";

/** Writes a line to standard output. */
export function say(text: string): void {
  io.write(`${text}\n`);
}

/** Writes a line to standard error. */
export function complain(text: string): void {
  io.stderr.write(`collimator: ${text}\n`);
}

/** Bytes that a terminal would act upon are shown as `?`. */
export function plain(text: string): string {
  const [visible] = string.gsub(text, "%c", "?");
  return replaceC1Controls(visible, "?");
}

/** Characters, rather than bytes, of UTF-8. */
function width(text: string): number {
  const [, continued] = string.gsub(text, "[\x80-\xbf]", "");
  return text.length - continued;
}

/** Writes rows under their headings, each column as wide as its widest entry. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [headings, ...rows.map((row) => row.map((entry) => plain(entry)))];
  const widths = headings.map((_, column) =>
    all.reduce((widest, row) => math.max(widest, width(row[column] ?? "")), 0),
  );
  for (const row of all) {
    let line = "";
    row.forEach((entry, column) => {
      const isLast = column === headings.length - 1;
      line += isLast ? entry : entry + string.rep(" ", (widths[column] ?? 0) - width(entry) + 2);
    });
    say(trimEnd(line));
  }
}

/** A time as tables show it; 0 stands for never. */
export function timeText(seconds: number | undefined): string {
  return seconds === undefined || seconds === 0 ? "never" : os.date("!%Y-%m-%d %H:%M", seconds);
}
