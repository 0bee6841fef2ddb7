/**
 * The study list of OHIF 3.13.2 asks for 101 studies and sorts, filters and pages those in the browser. With these
 * patches it asks for the page that it shows, and the archive sorts and filters. What they call is in
 * ohif-config/study-list.
 *
 * @module
 */
import { APP, DATA_SOURCE, DICOM_WEB_CLIENT, OURS, type Patch, withPatches } from "./patch";

const LIST = `${OURS}.list`;

/** The page is asked for that the address names. OHIF's list before 3.13, which a customization brings, stays as it is. */
const ASKED: Patch = {
  script: APP,
  own: "const queryFilterValues = _getQueryFilterValues(location.search, studiesLimit);",
  patched: `const isPaged = servicesManager.services.customizationService.getCustomization('workList.variant') !== 'legacy';
    const address = isPaged ? ${LIST}.lastOfEach(location.search) : location.search;
    const filterValues = _getQueryFilterValues(address, studiesLimit);
    const queryFilterValues = isPaged ? ${LIST}.asked(filterValues, location.search) : filterValues;`,
};
const ORDER: Patch = {
  script: DATA_SOURCE,
  own: "limit: params.limit || 101,",
  patched: "orderby: params.orderBy,\n    limit: params.limit || 101,",
};

/** A range of dates without an end ended today, and one without a beginning began in 1970. */
const SINCE: Patch = {
  script: DATA_SOURCE,
  own: "parameters.StudyDate = `${params.startDate}-${todayStr}`;",
  patched: "parameters.StudyDate = `${params.startDate}-`;",
};
const UNTIL: Patch = { script: DATA_SOURCE, own: "const oldDateStr = `19700102`;", patched: "const oldDateStr = '';" };

/** How many studies there are comes in a header. */
const COUNT: Patch = {
  script: DICOM_WEB_CLIENT,
  own: `resolve([request.response]);
              } else {
                resolve(request.response);`,
  patched: `resolve([request.response]);
              } else {
                resolve(${LIST}.counted(request.response, request));`,
};

/** The rows of the page, without the one that says that another page follows. */
const PAGE: Patch = {
  script: APP,
  own: "studies: studies || [],",
  patched: `studies: ${LIST}.page(studies, queryFilterValues),`,
};

/** If there was no answer, the rows of the search before were shown as if they were its result. */
const FAILED: Patch = {
  script: APP,
  own: `setData(prev => ({
          ...prev,
          queryFilterValues
        }));`,
  patched: `setData({
          studies: ${LIST}.failed(),
          queryFilterValues
        });`,
};
const EMPTY: Patch = {
  script: APP,
  own: "emptyMessage: t('No studies available'),",
  patched: `emptyMessage: ${LIST}.emptyMessage(react, table.options.data, toolbarRightActionsComponent) ?? t('No studies available'),`,
};

/** An address may name any page and any column. */
const PAGINATION_OF_ADDRESS: Patch = {
  script: APP,
  own: `  return {
    pageIndex: page ? parseInt(page, 10) - 1 : 0,
    pageSize: perPage ? parseInt(perPage, 10) : 50
  };`,
  patched: `  return ${LIST}.pagination(page, perPage);`,
};
const SORTING_OF_ADDRESS: Patch = {
  script: APP,
  own: "if (!sortBy) {",
  patched: `if (!${LIST}.isSorted(sortBy)) {`,
};

/** The table shows the rows as they come. */
const TABLE: Patch = {
  script: APP,
  own: "autoResetPageIndex: false",
  patched: `autoResetPageIndex: false,
    manualPagination: true,
    manualSorting: true,
    manualFiltering: true`,
};
const COLUMNS: Patch = {
  script: APP,
  own: "col.meta?.label ?? col.id, col.meta) : col);",
  patched: `col.meta?.label ?? col.id, col.meta) : col).map(${LIST}.sortable).map(${LIST}.fitted);`,
};

/** A study that two patients have is a row of each. Of rows with the same key one would stay on the pages that follow. */
const ROW_KEY: Patch = {
  script: APP,
  own: "getRowId: row => row.studyInstanceUid,",
  patched: "getRowId: row => JSON.stringify([row.studyInstanceUid, row.mrn]),",
};

/** Where the page lies, and the buttons. */
const PAGING: Patch = {
  script: APP,
  own: `  const total = table.getFilteredRowModel().rows.length;
  const start = total === 0 ? 0 : pageIndex * pageSize + 1;
  const end = Math.min(total, (pageIndex + 1) * pageSize);
  const canPrev = table.getCanPreviousPage();
  const canNext = table.getCanNextPage();
`,
  patched: `  const { line, canPrev, canNext } = ${LIST}.paging(table);
  (0,react.useEffect)(() => ${LIST}.leaveEmptyPage(table));
`,
};
const LINE: Patch = { script: APP, own: "`${start}-${end} of ${total}`", patched: "line" };
const FIRST_PAGE: Patch = {
  script: APP,
  own: `/*#__PURE__*/react.createElement(Button_Button, {
    variant: "ghost",
    size: "icon",
    "aria-label": "Previous page",`,
  patched: `/*#__PURE__*/react.createElement(Button_Button, {
    variant: "ghost",
    size: "icon",
    "aria-label": "First page",
    onClick: () => table.setPageIndex(0),
    disabled: !canPrev,
    className: "ml-1"
  }, /*#__PURE__*/react.createElement(Icons.ChevronLeft, {
    className: "h-3 w-3",
    style: { marginRight: "-8px" }
  }), /*#__PURE__*/react.createElement(Icons.ChevronLeft, {
    className: "h-3 w-3"
  })), /*#__PURE__*/react.createElement(Button_Button, {
    variant: "ghost",
    size: "icon",
    "aria-label": "Previous page",`,
};

/** Until a page has come, the rows of the one before are shown, paler. */
const LOADING: Patch = {
  script: APP,
  own: "className: 'group cursor-pointer',",
  patched: "className: isLoading ? 'group cursor-pointer opacity-50' : 'group cursor-pointer',",
};
/** The list counts as loading while it is, not from each key until the next answer: there may be none. */
const FILTERS: Patch = {
  script: APP,
  own: `onFiltersChange: updater => {
      setIsFilterPending(true);
      setFilters(updater);
    },`,
  patched: "onFiltersChange: setFilters,",
};

/** In a narrow window. */
const BAR: Patch = {
  script: APP,
  own: 'className: "relative flex items-center justify-center py-4"',
  patched: 'className: "list-bar relative flex items-center justify-center py-4"',
};
const PANEL: Patch = {
  script: APP,
  own: "defaultValue: {\n      open: true\n    },",
  patched: `defaultValue: {\n      open: ${LIST}.hasRoomBeside()\n    },`,
};

/** Other modalities than those of the page's rows can be chosen, too. */
const MODALITIES: Patch = {
  script: APP,
  own: "return Array.from(new Set(tokens)).sort();",
  patched: `return ${LIST}.modalities(tokens);`,
};

const PATCHES = [
  ASKED,
  ORDER,
  SINCE,
  UNTIL,
  COUNT,
  PAGE,
  FAILED,
  EMPTY,
  PAGINATION_OF_ADDRESS,
  SORTING_OF_ADDRESS,
  TABLE,
  COLUMNS,
  ROW_KEY,
  PAGING,
  LINE,
  FIRST_PAGE,
  LOADING,
  FILTERS,
  BAR,
  PANEL,
  MODALITIES,
];

/**
 * A script of the pinned package with a study list in pages; the script itself if it is not of the list.
 *
 * @param name its file's name
 * @throws where a text that is patched is not there once, so that a new version of OHIF is looked at
 */
export function withPagedList(name: string, script: string): string {
  return withPatches(name, script, PATCHES);
}
