/**
 * What the patched bundles of OHIF call, as `window.collimatorViewer` (ohif-config/build/odd-objects.ts).
 *
 * @module
 */
import * as list from "../study-list/list";
import { fitBar } from "../study-list/narrow";
import { apart, nothingRead, rows, told } from "./apart";
import { soundDataSets } from "./data-sets";
import { imageFailed } from "./image-error";
import { hasFailedToLoad, noteLoad } from "./loads";
import { pane } from "./pane";
import { quietImageErrors } from "./rejections";

Object.assign(window, {
  collimatorViewer: {
    apart,
    hasFailedToLoad,
    imageFailed,
    list,
    noteLoad,
    nothingRead,
    pane,
    rows,
    soundDataSets,
    told,
  },
});
quietImageErrors(window);
fitBar();
