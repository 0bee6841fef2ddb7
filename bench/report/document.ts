import type { Result, RowResult, Spread } from "./result";
import { boundOf, figure, nameOf, verdict } from "./words";

const HEAD = `# Performance

This page is written by \`npm run bench\`; [what the arms are and how it is measured](../bench/README.md). Do not edit it.
`;

/** docs/performance.md. `plots` has the rows of which there is a picture. */
export function documentOf(result: Result, plots: ReadonlySet<string>): string {
  const { machine } = result;
  const memory = (machine.memory / 2 ** 30).toFixed(0);
  const measured =
    `Measured on ${result.date.slice(0, 10)} at commit ${result.commit} on ${machine.processors} processors ` +
    `(${machine.model}), ${memory} GB, ${machine.system}; load average ${loadOf(result.rows)}. Clients and servers share the machine: ` +
    "ratios within a row mean something, single figures little.";
  const sections = result.rows.map((row) => section(row, plots.has(row.name)));
  return `${[HEAD, measured, "", "## Targets", "", ...targets(result.rows), "", ...sections].join("\n").trimEnd()}\n`;
}

function loadOf(rows: readonly RowResult[]): string {
  const all = rows.flatMap(({ load }) => load);
  return `${figure(Math.min(...all))} to ${figure(Math.max(...all))}`;
}

function targets(rows: readonly RowResult[]): string[] {
  const cells = rows.flatMap((row) => {
    if (row.failure !== undefined) return [[row.title, "–", "–", "–", "failed"]];
    return row.ratios.map((ratio, at) => [
      at === 0 ? row.title : "",
      nameOf(ratio, row.measures),
      figure(ratio.value),
      boundOf(ratio),
      verdict(row, ratio),
    ]);
  });
  return table(["what", "ratio of medians", "found", "wanted", ""], cells);
}

function section(row: RowResult, hasPlot: boolean): string {
  const lines = [`## ${row.title}`, ""];
  if (row.failure !== undefined) return [...lines, `No figures: ${row.failure}.`, ""].join("\n");
  if (hasPlot) lines.push(`![${row.title}](performance/${row.name}.svg)`, "");
  const cells = Object.entries(row.arms).flatMap(([arm, spreads]) => {
    const known = row.measures.filter(({ name }) => spreads[name] !== undefined);
    return known.map(({ name, title, unit }, at) => [at === 0 ? arm : "", title, ...spreadCells(spreads[name], unit)]);
  });
  lines.push(...table(["arm", "measure", "median", "least to most"], cells), "");
  const busy = Object.entries(row.arms).flatMap(([arm, { client }]) =>
    client === undefined ? [] : [`${arm} ${Math.round(client.median * 100)} %`],
  );
  if (busy.length > 0) lines.push(`How much of the time the client worked: ${busy.join(", ")}.`, "");
  const equal = row.bodies.differences.length === 0 ? "all equal" : "DIFFERENT, so that the ratios are void";
  lines.push(`Rounds: ${row.rounds}. Bodies compared: ${row.bodies.compared}, ${equal}.`);
  lines.push(...row.bodies.differences.map((line) => `${line}.`), ...row.notes.map((line) => `${line}.`), "");
  return lines.join("\n");
}

function spreadCells(spread: Spread | undefined, unit: string): string[] {
  if (spread === undefined) return ["–", "–"];
  return [`${figure(spread.median)} ${unit}`, `${figure(spread.least)} to ${figure(spread.most)}`];
}

/** Columns get their widths when the page is formatted. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${head.map((_, at) => cells[at] ?? "").join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
