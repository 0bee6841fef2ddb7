import type { Tally } from "./tally";

/** How much there is, by the names alone: what is no DICOM file is counted, too. */
export interface Total {
  files: number;
  bytes: number;
}

const BAR = 24;
const REDRAW_MS = 200;
const LINE_MS = 10_000;
const MB = 1_000_000;

function amount(bytes: number): string {
  return bytes < 1000 * MB ? `${(bytes / MB).toFixed(1)} MB` : `${(bytes / MB / 1000).toFixed(1)} GB`;
}

/** How far an import has got, in one line. `seconds`: since its beginning. */
export function progressLine(tally: Tally, passed: Total, total: Total, seconds: number): string {
  const share = total.bytes === 0 ? 1 : Math.min(passed.bytes / total.bytes, 1);
  const full = Math.floor(share * BAR);
  const bar = `[${"#".repeat(full)}${"-".repeat(BAR - full)}] ${Math.floor(share * 100)} %`;
  const counts = `${passed.files.toLocaleString("en")} of ${total.files.toLocaleString("en")} files`;
  const rate = seconds > 0 ? `, ${amount(tally.storedBytes / seconds)}/s` : "";
  const refused = tally.refused > 0 ? `, ${tally.refused.toLocaleString("en")} refused` : "";
  return `${bar} ${counts}, ${amount(passed.bytes)} of ${amount(total.bytes)}${rate}${refused}`;
}

/** Where progress is shown; standard error is one. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

/** Shows `line()` on a terminal as a bar that is drawn again, elsewhere as a line each ten seconds, until it is ended. */
export function showProgress(terminal: Terminal, line: () => string): () => void {
  const isTerminal = terminal.isTTY === true;
  const draw = (): void => {
    terminal.write(isTerminal ? `\r\x1b[K${line().slice(0, (terminal.columns ?? 80) - 1)}` : `${line()}\n`);
  };
  const timer = setInterval(draw, isTerminal ? REDRAW_MS : LINE_MS);
  // So that the timer holds up no process that is at its end.
  timer.unref();
  return () => {
    clearInterval(timer);
    if (isTerminal) terminal.write("\r\x1b[K");
  };
}
