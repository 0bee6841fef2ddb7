/**
 * The page of studies that the list shows, where it lies in the whole list, and the ways from there.
 *
 * @module
 */
import { fill, words } from "../odd-objects/words";
import type { Asked, Pagination } from "./asked";
import { countOf } from "./counts";

interface Page {
  readonly offset: number;
  readonly pageSize: number;
  readonly rows: number;
  /** Whether a page follows. */
  readonly hasNext: boolean;
  /** Studies in the whole list, if that is known. */
  readonly total: number | undefined;
}

/** The table of the list (TanStack Table), as far as it is used here. */
interface Table {
  readonly options: { readonly data: object };
  getState(): { readonly pagination: Pagination };
  setPageIndex(index: number): void;
}

/** What stands beside the buttons, and which of them can be pressed. */
interface Paging {
  readonly line: string;
  readonly canPrev: boolean;
  readonly canNext: boolean;
}

/** React, as far as it is used here. */
interface React {
  createElement(type: string, properties: object, ...children: unknown[]): object;
}

const pages = new WeakMap<object, Page>();
const failures = new WeakSet();
const ofEmptyArchive = new WeakSet();

/** The rows of the page, of an answer that has one more if another page follows. */
export function page<Row>(studies: readonly Row[] | undefined, asked: Asked): readonly Row[] {
  const all = studies ?? [];
  const { pageSize, offset = 0 } = asked;
  if (pageSize === undefined) return all;
  const shown = all.slice(0, pageSize);
  const hasNext = all.length > pageSize;
  const total = totalOf(offset + shown.length, hasNext, shown.length > 0 || offset === 0, countOf(all));
  pages.set(shown, { offset, pageSize, rows: shown.length, hasNext, total });
  if (countOf(all) === 0) ofEmptyArchive.add(shown);
  return shown;
}

/** What the page says of the total counts, since studies may have come since they were counted. */
function totalOf(end: number, hasNext: boolean, isInList: boolean, count: number | undefined): number | undefined {
  if (hasNext) return count === undefined ? undefined : Math.max(count, end + 1);
  return isInList ? end : count;
}

/** An empty list, since the archive gave no answer. */
export function failed(): readonly never[] {
  const none: readonly never[] = [];
  failures.add(none);
  return none;
}

/**
 * What the table says instead of rows; undefined if OHIF's own words fit.
 *
 * @param upload the button for those who may upload
 */
export function emptyMessage(react: React, list: object, upload: unknown): object | string | undefined {
  if (failures.has(list)) return words["viewer.list.failed"];
  if (!ofEmptyArchive.has(list)) return undefined;
  if (!upload) return words["viewer.list.empty"];
  const line = react.createElement("p", {}, words["viewer.list.empty-upload"]);
  return react.createElement("div", { className: "flex flex-col items-center gap-4" }, line, upload);
}

/** Where the table's page lies. Until the answer has come, that is the page before. */
export function paging(table: Table): Paging {
  const { pageIndex, pageSize } = table.getState().pagination;
  const shown = pages.get(table.options.data);
  const canPrev = pageIndex > 0;
  if (shown === undefined) return { line: "–", canPrev, canNext: false };
  const isNextKnown = shown.total !== undefined && (pageIndex + 1) * pageSize < shown.total;
  return { line: line(shown), canPrev, canNext: isShown(shown, table) ? shown.hasNext : isNextKnown };
}

function isShown({ offset, pageSize }: Page, table: Table): boolean {
  const wanted = table.getState().pagination;
  return wanted.pageSize === pageSize && wanted.pageIndex * pageSize === offset;
}

function line({ offset, rows, total }: Page): string {
  if (rows === 0) return words["viewer.list.none"];
  const [first, last] = [number(offset + 1), number(offset + rows)];
  return total === undefined
    ? fill(words["viewer.list.more"], { first, last })
    : fill(words["viewer.list.page"], { first, last, total: number(total) });
}

function number(count: number): string {
  return count.toLocaleString("en");
}

/** Goes back from a page behind the end of the list, as an old address may name or a deletion leave: to the last one. */
export function leaveEmptyPage(table: Table): void {
  const { pageIndex } = table.getState().pagination;
  const shown = pages.get(table.options.data);
  if (shown === undefined || shown.rows > 0 || pageIndex === 0 || !isShown(shown, table)) return;
  const last = Math.ceil((shown.total ?? 0) / shown.pageSize) - 1;
  table.setPageIndex(Math.max(0, Math.min(last, pageIndex - 1)));
}
