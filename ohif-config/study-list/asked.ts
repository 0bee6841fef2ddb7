/**
 * What the study list asks of the archive: the page that it shows, in the order that it shows.
 *
 * @module
 */

/** OHIF's columns that the archive sorts by, and their names in `orderby`; it cannot sort by the others. */
const ORDER_KEYS: Readonly<Record<string, string>> = {
  patient: "PatientName",
  mrn: "PatientID",
  studyDateTime: "StudyDate",
  description: "StudyDescription",
  accession: "AccessionNumber",
};

/** The order of a list that is asked for without one: newest first. */
const DEFAULT_ORDER = "-StudyDate";

/** Rows of a page if the address does not say how many, and the most that it may say. */
const PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 100;
const MAX_PAGES = 1_000_000;

/** A page of the list, counted from 0. */
export interface Pagination {
  readonly pageIndex: number;
  readonly pageSize: number;
}

/** What OHIF reads out of the page's address, as far as it is used here; all of it goes to its data source. */
export interface Filters {
  readonly sortBy?: string;
  readonly sortDirection?: string;
  readonly offset?: number;
  readonly limit?: number;
}

/** The filters with the page's place in the list. */
export interface Asked extends Filters {
  /** Rows of the page; undefined if the list is asked for as OHIF does it. */
  readonly pageSize?: number;
  readonly orderBy?: string | undefined;
}

/** Whether the archive can sort by a column. */
export function isSorted(column: string | null | undefined): boolean {
  return typeof column === "string" && Object.hasOwn(ORDER_KEYS, column);
}

/** A column of the list, without the button that sorts if the archive cannot sort by it. */
export function sortable<Column extends { readonly id?: string }>(column: Column): Column {
  return isSorted(column.id) ? column : { ...column, enableSorting: false };
}

/** The page that an address names; the first one, of the usual size, if it names none that there can be. */
export function pagination(pageNumber: string | null, resultsPerPage: string | null): Pagination {
  return {
    pageIndex: countUpTo(MAX_PAGES, pageNumber, 1) - 1,
    pageSize: countUpTo(MAX_PAGE_SIZE, resultsPerPage, PAGE_SIZE),
  };
}

function countUpTo(most: number, text: string | null, usual: number): number {
  return text !== null && /^[1-9]\d{0,6}$/.test(text) && Number(text) <= most ? Number(text) : usual;
}

/**
 * The parameters of an address, each once, as the list's fields show it: the last of those that stand there several
 * times, in whatever letters. OHIF would ask for the first.
 */
export function lastOfEach(address: string): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of new URLSearchParams(address)) parameters.set(key.toLowerCase(), value);
  return parameters.toString();
}

/**
 * The filters with the page that the address names: its offset, its order, and a row more than it shows, which says
 * whether a page follows.
 */
export function asked(filters: Filters, address: string): Asked {
  const parameters = new URLSearchParams(lastOfEach(address));
  const { pageIndex, pageSize } = pagination(parameters.get("pagenumber"), parameters.get("resultsperpage"));
  const order = orderOf(filters);
  const page = { ...filters, pageSize, limit: pageSize + 1, offset: pageIndex * pageSize };
  return order === DEFAULT_ORDER ? page : { ...page, orderBy: order };
}

function orderOf({ sortBy = "", sortDirection = "" }: Filters): string {
  if (!isSorted(sortBy)) return DEFAULT_ORDER;
  return `${/^desc/.test(sortDirection) ? "-" : ""}${ORDER_KEYS[sortBy] ?? ""}`;
}
