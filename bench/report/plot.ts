/**
 * Bars of one measure by arm, as SVG that stands by itself: no script, no font but the reader's own.
 *
 * @module
 */
import type { RowResult, Spread } from "./result";
import { figure } from "./words";

const WIDTH = 720;
const BAR = 26;
const GAP = 12;
const LEFT = 90;
const RIGHT = 190;
const TOP = 44;
/** Above this ratio of the largest to the smallest, lengths are logarithms. */
const LOG_FROM = 20;
const COLOURS: Readonly<Record<string, string>> = { D: "#8a6d3b", S: "#7d7d8c", G: "#1f6feb", L: "#3f8f5b" };
const OTHER = "#5b5b9b";

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** A plot of the row's first measure; undefined where the row has no figures. */
export function plotOf(row: RowResult): string | undefined {
  const [measure] = row.measures;
  if (measure === undefined) return undefined;
  const bars = Object.entries(row.arms).flatMap(([arm, spreads]): (readonly [string, Spread])[] => {
    const spread = spreads[measure.name];
    return spread === undefined || !(spread.most > 0) ? [] : [[arm, spread]];
  });
  if (bars.length === 0) return undefined;
  const most = Math.max(...bars.map(([, spread]) => spread.most));
  const positive = bars.flatMap(([, { least, median }]) => [least, median]).filter((value) => value > 0);
  const least = Math.min(...positive);
  const logarithmic = most / least > LOG_FROM;
  const floor = least / 2;
  const space = WIDTH - LEFT - RIGHT;
  const length = (value: number): number => {
    if (value <= 0) return 0;
    return space * (logarithmic ? Math.log(value / floor) / Math.log(most / floor) : value / most);
  };
  const height = TOP + bars.length * (BAR + GAP) + 22;
  const lines = bars.map(([arm, spread], at) => drawBar(arm, spread, TOP + at * (BAR + GAP), length, measure.unit));
  const scale = `${measure.title}, ${measure.unit}${logarithmic ? "; lengths are logarithms" : ""}; the line spans all rounds`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="sans-serif" font-size="13">`,
    `<title>${escaped(row.title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="12" y="24" font-size="15" font-weight="bold" fill="#1c1c24">${escaped(row.title)}</text>`,
    ...lines,
    `<text x="12" y="${height - 8}" font-size="11" fill="#55555f">${escaped(scale)}</text>`,
    "</svg>",
    "",
  ].join("\n");
}

function drawBar(arm: string, spread: Spread, y: number, length: (value: number) => number, unit: string): string {
  const middle = y + BAR / 2;
  const [from, to] = [LEFT + length(spread.least), LEFT + length(spread.most)].map((x) => x.toFixed(1));
  const label = `${figure(spread.median)} ${unit}`;
  const end = LEFT + length(spread.most) + 10;
  return [
    `<text x="${LEFT - 10}" y="${middle + 5}" text-anchor="end" fill="#1c1c24">${escaped(arm)}</text>`,
    `<rect x="${LEFT}" y="${y}" width="${Math.max(1, length(spread.median)).toFixed(1)}" height="${BAR}" fill="${COLOURS[arm] ?? OTHER}"/>`,
    `<line x1="${from ?? ""}" x2="${to ?? ""}" y1="${middle}" y2="${middle}" stroke="#1c1c24" stroke-width="2"/>`,
    `<text x="${end.toFixed(1)}" y="${middle + 5}" fill="#1c1c24">${escaped(label)}</text>`,
  ].join("");
}
