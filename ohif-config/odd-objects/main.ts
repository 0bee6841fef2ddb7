/**
 * What the patched bundles of OHIF call, as `window.collimatorViewer` (ohif-config/build/odd-objects.ts, study-list.ts,
 * refusals.ts).
 *
 * @module
 */
import { reasonOf } from "../refusals/reason";
import * as list from "../study-list/list";
import { fitBar } from "../study-list/narrow";
import { apart, nothingRead, rows, told } from "./apart";
import { soundDataSets } from "./data-sets";
import { type Failure, imageFailed } from "./image-error";
import { hasFailedToLoad, noteLoad } from "./loads";
import { pane } from "./pane";
import { quietErrors, said } from "./rejections";
import { sliceFailed } from "./slices";

Object.assign(window, {
  collimatorViewer: {
    apart,
    hasFailedToLoad,
    imageFailed: (failure: Failure): void => {
      imageFailed(failure);
      sliceFailed(failure);
    },
    list,
    noteLoad,
    nothingRead,
    pane,
    reasonOf,
    rows,
    said,
    soundDataSets,
    told,
  },
});
quietErrors(window);
fitBar();
