/**
 * The study list in a narrow window, as on a phone: the bar over it in two lines instead of one part over the other,
 * patient and date as its columns, and the panel beside it closed.
 *
 * @module
 */

const NARROW = "(max-width: 640px)";

/**
 * OHIF's own classes put logo and buttons at the ends of the bar, over each other and the title if there is no room.
 * The patch names the bar.
 */
const STYLE = `@media ${NARROW} {
  .list-bar { flex-wrap: wrap; justify-content: space-between; gap: 0.5rem; padding-block: 0.5rem; }
  .list-bar > * { position: static; }
  .list-bar > :last-child { flex-wrap: wrap; justify-content: end; }
}`;

/**
 * OHIF's columns that are shown beside the 56 pixels of a row's button, in pixels. OHIF leaves out others that do not
 * fit, and shows one that it has left out when there are 12 pixels more. In a window of 390 pixels the table has 348.
 */
const COLUMNS: Readonly<Record<string, Meta>> = {
  patient: { minWidth: 130, priority: 100, headerClassName: "", cellClassName: "" },
  studyDateTime: { minWidth: 150, priority: 95, headerClassName: "", cellClassName: "" },
};

interface Meta {
  readonly minWidth: number;
  readonly priority: number;
  /** OHIF's say the width of a wide window. */
  readonly headerClassName: string;
  readonly cellClassName: string;
}

/** Makes the bar over the list fit. Once in each page. */
export function fitBar(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets.push(sheet);
}

/** Whether the panel beside the list has room. */
export function hasRoomBeside(): boolean {
  return !matchMedia(NARROW).matches;
}

/** A column as it fits into the window in which the list is opened. */
export function fitted<Column extends { readonly id?: string; readonly meta?: object }>(column: Column): Column {
  const narrow = column.id === undefined || hasRoomBeside() ? undefined : COLUMNS[column.id];
  return narrow === undefined ? column : { ...column, meta: { ...column.meta, ...narrow } };
}
