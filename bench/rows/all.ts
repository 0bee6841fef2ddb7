import { firstLoad } from "./first-load";
import { frameSizes } from "./frame-sizes";
import { framesHit } from "./frames-hit";
import { framesHttp2 } from "./frames-http2";
import { framesMiss } from "./frames-miss";
import { growth } from "./growth";
import { metadataCold } from "./metadata-cold";
import { metadataWarm } from "./metadata-warm";
import { multiFrame } from "./multi-frame";
import { readersUnderUpload } from "./readers-under-upload";
import type { Row } from "./row";
import { seriesFrames } from "./series-frames";
import { store } from "./store";
import { studyList } from "./study-list";
import { studyOpen, studyOpenSlow } from "./study-open";
import { studyOpenBrowser } from "./study-open-browser";
import { studyOpenFirst } from "./study-open-first";
import { thumbnails } from "./thumbnails";

/** All rows, in the order in which they are measured. */
export const ROWS: readonly Row[] = [
  // Before any row that starts a gateway beside: of several each warms what it was the first to hear of.
  studyOpenFirst,
  metadataCold,
  framesMiss,
  multiFrame,
  metadataWarm,
  framesHit,
  framesHttp2,
  frameSizes,
  thumbnails,
  studyList,
  studyOpen,
  studyOpenSlow,
  studyOpenBrowser,
  seriesFrames,
  store,
  readersUnderUpload,
  firstLoad,
  growth,
];
