/**
 * Shows what an upload has come to. Names of files are hostile text: they are only ever put in as text.
 *
 * @module
 */
import { isBusy, type Refused, type State, type UnderWay } from "./state";
import { bytesText, filesText, wordsFor, wordsOfReason } from "./words";

/** Rows of the table of what was refused. */
const MOST_ROWS = 1000;

/** An element of the page. */
export function find(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

function make(tag: string, text: string, ...className: readonly string[]): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  element.classList.add(...className);
  return element;
}

/** The file of a request that is on its way at the moment, and how much of it has left. */
export function fileOnItsWay({ parts, sent }: UnderWay): { name: string; sent: number; size: number } | undefined {
  let before = 0;
  for (const { file } of parts) {
    if (sent < before + file.size) return { name: file.name, sent: sent - before, size: file.size };
    before += file.size;
  }
  const last = parts.at(-1)?.file;
  return last === undefined ? undefined : { name: last.name, sent: last.size, size: last.size };
}

/** What has been dealt with, and of what is under way the part that has left. */
export function bytesSoFar({ settled, underWay }: Readonly<State>): number {
  let bytes = settled.bytes;
  for (const { parts, sent } of underWay) {
    bytes += Math.min(
      sent,
      parts.reduce((sum, { file }) => sum + file.size, 0),
    );
  }
  return bytes;
}

/** What is said of the whole; for the role `status`, so it changes only when something new begins. */
export function sentenceOf(state: Readonly<State>): string {
  const { phase, why, stored, refused, left, doubtful, total, settled } = state;
  const refusedNow = refused.length - state.refusedBefore;
  const counts = { stored: filesText(stored), refused: filesText(refusedNow) };
  if (phase === "idle") return "";
  if (phase === "waiting") return wordsFor("upload.status.waiting", { why });
  if (phase === "stopped") {
    return wordsFor("upload.status.stopped", { why, left: filesText(total.files - settled.files), ...counts });
  }
  if (phase === "cancelled") {
    const cancelled = wordsFor("upload.status.cancelled", { left: filesText(left), ...counts });
    return doubtful === 0
      ? cancelled
      : `${cancelled} ${wordsFor("upload.status.doubtful", { files: filesText(doubtful) })}`;
  }
  if (phase !== "done") return wordsFor(`upload.status.${phase}`);
  if (stored + refusedNow === 0) return wordsFor("upload.status.nothing");
  return wordsFor(refusedNow === 0 ? "upload.status.stored" : "upload.status.done", counts);
}

function showUnderWay(underWay: ReadonlySet<UnderWay>): void {
  const list = find("current");
  const files = Array.from(underWay, (each) => fileOnItsWay(each)).filter((file) => file !== undefined);
  while (list.children.length > files.length) list.lastElementChild?.remove();
  files.forEach(({ name, sent, size }, index) => {
    let row = list.children.item(index);
    if (row === null) {
      row = document.createElement("li");
      const label = make("label", "", "row-what");
      const bar = document.createElement("progress");
      bar.id = `file-${index}`;
      label.setAttribute("for", bar.id);
      row.append(label, bar);
      list.append(row);
    }
    const [label, bar] = [row.querySelector("label"), row.querySelector("progress")];
    if (label === null || bar === null) return;
    if (label.textContent !== name) label.textContent = name;
    bar.max = size;
    bar.value = Math.min(sent, size);
  });
}

function showProgress(state: Readonly<State>): void {
  const { total, settled, underWay } = state;
  const busy = isBusy(state);
  find("under-way").hidden = !busy;
  const bar = find("sum") as HTMLProgressElement;
  const bytes = bytesSoFar(state);
  bar.max = Math.max(total.bytes, 1);
  bar.value = bytes;
  find("sum-words").textContent = wordsFor("upload.sum", {
    ...{ settled: settled.files.toLocaleString("en"), files: filesText(total.files) },
    ...{ sent: bytesText(bytes), bytes: bytesText(total.bytes) },
  });
  showUnderWay(underWay);
}

let rows: readonly Refused[] = [];
let shown = 0;

/** The table grows by what is new; if something is sent again, it is made anew. */
function showRefused({ refused, phase }: Readonly<State>): void {
  find("refused").hidden = refused.length === 0;
  find("retry").hidden = phase !== "done" || !refused.some(({ file }) => file !== undefined);
  const body = find("refused-rows");
  if (rows !== refused) {
    body.replaceChildren();
    [rows, shown] = [refused, 0];
  }
  for (; shown < Math.min(refused.length, MOST_ROWS); shown += 1) {
    const { name = "", reason = "" } = refused[shown] ?? {};
    const row = document.createElement("tr");
    const head = make("th", name);
    head.setAttribute("scope", "row");
    row.append(head, make("td", wordsOfReason("refused", reason)));
    body.append(row);
  }
  const more = refused.length - shown;
  find("refused-more").textContent = more === 0 ? "" : wordsFor("upload.more", { files: filesText(more) });
}

function showSkipped({ skipped }: Readonly<State>): void {
  find("skipped").hidden = skipped.size === 0;
  const lines = Array.from(skipped, ([reason, count]) => `${filesText(count)}: ${wordsOfReason("skipped", reason)}`);
  find("skipped-rows").replaceChildren(...lines.map((line) => make("li", line)));
}

let said = "";

/** Shows all of it. */
export function showUpload(state: Readonly<State>): void {
  const sentence = sentenceOf(state);
  if (sentence !== said) {
    said = sentence;
    const isBad = state.phase === "stopped" || (state.phase === "done" && state.refused.length > state.refusedBefore);
    find("status").replaceChildren(...(said === "" ? [] : [make("p", said, isBad ? "error" : "notice")]));
  }
  find("go-on").hidden = state.phase !== "stopped";
  showProgress(state);
  showRefused(state);
  showSkipped(state);
}
