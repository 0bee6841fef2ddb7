/**
 * What the patched study list calls, as `window.collimatorViewer.list` (ohif-config/build/study-list.ts).
 *
 * @module
 */
export { asked, isSorted, lastOfEach, pagination, sortable } from "./asked";
export { counted } from "./counts";
export { modalities } from "./modalities";
export { fitted, hasRoomBeside } from "./narrow";
export { emptyMessage, failed, leaveEmptyPage, page, paging } from "./page";
