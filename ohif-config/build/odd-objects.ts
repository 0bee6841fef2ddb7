/**
 * One odd object must not take others with it: OHIF 3.13.2 maps all rows of a list at once, all instances of a series,
 * and shows an empty viewport where it has nothing to show. These patches hand what may fail to ohif-config/odd-objects.
 *
 * @module
 */
import { join } from "node:path";
import texts from "../texts/en.json";
import { bundled } from "./bundle";
import { APP, DATA_SOURCE, DICOM_WEB_CLIENT, OURS, type Patch, withPatches } from "./patch";

const REPORTS = /^7248\.bundle\.\w+\.js$/;
const SEGMENTATIONS = /^781\.bundle\.\w+\.js$/;
const SEGMENTATION_VIEWPORT = /^899\.bundle\.\w+\.js$/;
const REPORT_VIEWPORT = /^9068\.bundle\.\w+\.js$/;

/** Every search and all metadata come this way: attributes without a value are left out. */
const DATA_SETS: Patch = {
  script: DICOM_WEB_CLIENT,
  own: `        Accept: MEDIATYPES.DICOM_JSON
      };
      var responseType = 'json';
      return this._httpGet(urlWithQueryParams, headers, responseType, progressCallback, withCredentials);`,
  patched: `        Accept: MEDIATYPES.DICOM_JSON
      };
      var responseType = 'json';
      return this._httpGet(urlWithQueryParams, headers, responseType, progressCallback, withCredentials).then(${OURS}.soundDataSets);`,
};

/** The rows of the study list, and of a study's series in it. */
const STUDY_ROWS: Patch = {
  script: DATA_SOURCE,
  own: "function processResults(qidoStudies) {",
  patched: `function processResults(studies) {
  return ${OURS}.rows(processStudies, studies, { studyInstanceUid: "0020000D", date: "00080020", mrn: "00100020" });
}
function processStudies(qidoStudies) {`,
};
const SERIES_ROWS: Patch = {
  script: DATA_SOURCE,
  own: "function processSeriesResults(qidoSeries) {",
  patched: `function processSeriesResults(series) {
  return ${OURS}.rows(processSeries, series, { studyInstanceUid: "0020000D", seriesInstanceUid: "0020000E", modality: "00080060" });
}
function processSeries(qidoSeries) {`,
};

/** The instances of a series, as they are read. */
const INSTANCES: Patch = {
  script: DATA_SOURCE,
  own: "const naturalizedInstances = instances.map(addRetrieveBulkData);",
  patched: `const naturalizedInstances = instances.flatMap(${OURS}.apart(addRetrieveBulkData));`,
};

/** A series whose metadata can't be had or read was left out without a word. */
const SERIES_METADATA: Patch = {
  script: DATA_SOURCE,
  own: "deliveredPromise = promise.start().then(async instances => {\n                await storeInstances(instances);",
  patched: `deliveredPromise = ${OURS}.told(promise.metadata, promise.start()).then(async instances => {
                await ${OURS}.told(promise.metadata, storeInstances(instances));`,
};

/** A series that its handler fails with goes to the one for series that can't be shown. */
const DISPLAY_SETS: Patch = {
  script: APP,
  own: `displaySets = handler.getDisplaySetsFromSeries(instances);
        if (!displaySets || !displaySets.length) {
          continue;`,
  patched: `displaySets = ${OURS}.apart(all => handler.getDisplaySetsFromSeries(all))(instances)[0];
        if (!displaySets || !displaySets.length) {
          continue;`,
};

/** Of a study without anything that could be read, the viewer showed nothing. */
const NO_DISPLAY_SETS: Patch = {
  script: APP,
  own: `    if (!displaySets || !displaySets.length) {
      return;
    }
    const sortedDisplaySets`,
  patched: `    if (!displaySets || !displaySets.length) {
      ${OURS}.nothingRead();
      return;
    }
    const sortedDisplaySets`,
};

/** What a viewport can't show, it says. */
const VIEWPORTS: Patch = {
  script: APP,
  own: "}, /*#__PURE__*/react.createElement(ViewportComponent, {",
  patched: `}, /*#__PURE__*/react.createElement(${OURS}.pane(react), {
        of: ViewportComponent,
        asked: displaySetInstanceUIDsToUse,
        service: displaySetService,`,
};

/** An image that can't be loaded: the viewer called a handler that nobody has set, and stayed black. */
const IMAGE_ERRORS: Patch = {
  script: DATA_SOURCE,
  own: "    handler(detail.error);",
  patched: `    handler?.(detail.error);\n    ${OURS}.imageFailed(detail);`,
};

/** What an image is made of, such as a palette, may not be there: then its load never ended, and nothing was said. */
const IMAGE_MADE: Patch = {
  script: APP,
  own: `            resolve(image);
        }, reject);
    });
}
/* export default */ const imageLoader_createImage`,
  patched: `            resolve(image);
        }).catch(reject);
    });
}
/* export default */ const imageLoader_createImage`,
};

/** A report of measurements without content, or with less than its template asks for. */
const REPORT_CONTENT: Patch = {
  script: REPORTS,
  own: "srDisplaySet.referencedImages = _getReferencedImagesList(ContentSequence);\n    srDisplaySet.measurements = _getMeasurements(ContentSequence);",
  patched: `srDisplaySet.referencedImages = ${OURS}.apart(_getReferencedImagesList)(ContentSequence)[0] ?? [];
    srDisplaySet.measurements = ${OURS}.apart(_getMeasurements)(ContentSequence)[0] ?? [];`,
};
const REPORT_WITHOUT_MEASUREMENTS: Patch = {
  script: REPORT_VIEWPORT,
  own: `  const measurement = measurements[measurementSelected];
  const {
    displaySetInstanceUID
  } = measurement;`,
  patched: `  const measurement = measurements[measurementSelected];
  if (!measurement) return {};
  const {
    displaySetInstanceUID
  } = measurement;`,
};

/** Not each item of a report has a name (PS3.3, section C.17.3): of a report with one that has none, nothing was shown. */
const ITEM_WITHOUT_NAME: Patch = {
  script: REPORT_VIEWPORT,
  own: `    CodeValue,
    CodeMeaning
  } = ConceptNameCodeSequence;`,
  patched: `    CodeValue,
    CodeMeaning
  } = ConceptNameCodeSequence ?? {};`,
};
const NO_NAME: Patch = {
  script: REPORT_VIEWPORT,
  own: '}, CodeMeaning, ": "), isFinding',
  patched: "}, CodeMeaning && `${CodeMeaning}: `), isFinding",
};

/** A waveform was asked for as a single part, which the archive does not give, so that no ECG was shown. */
const WAVEFORM: Patch = {
  script: DATA_SOURCE,
  own: `const response = await fetch(waveformData.BulkDataURI, {
        headers
      });
      if (!response.ok) {
        throw new Error(\`[ECGViewport] Failed to fetch waveform BulkDataURI: \${response.status}\`);
      }
      buffer = await response.arrayBuffer();`,
  patched: "buffer = await waveformData.retrieveBulkData();",
};

/** Of a segmentation whose voxels can't be loaded, OHIF said "Loading SEG..." for ever. */
const SEGMENTATION_LOAD: Patch = {
  script: SEGMENTATIONS,
  own: "segDisplaySet.loadingPromise = loadPromises[SOPInstanceUID];",
  patched: `segDisplaySet.loadingPromise = loadPromises[SOPInstanceUID];
  ${OURS}.noteLoad(segDisplaySet, loadPromises[SOPInstanceUID]);`,
};

const SEGMENTATION_LOADING: Patch = {
  script: SEGMENTATION_VIEWPORT,
  own: "segIsLoading && /*#__PURE__*/react.createElement(LoadingIndicatorTotalPercent, {",
  patched: `segIsLoading && !${OURS}.hasFailedToLoad(segDisplaySet.displaySetInstanceUID) && /*#__PURE__*/react.createElement(LoadingIndicatorTotalPercent, {`,
};

const PATCHES = [
  DATA_SETS,
  STUDY_ROWS,
  SERIES_ROWS,
  INSTANCES,
  SERIES_METADATA,
  DISPLAY_SETS,
  NO_DISPLAY_SETS,
  VIEWPORTS,
  IMAGE_ERRORS,
  IMAGE_MADE,
  REPORT_CONTENT,
  REPORT_WITHOUT_MEASUREMENTS,
  ITEM_WITHOUT_NAME,
  NO_NAME,
  WAVEFORM,
  SEGMENTATION_LOAD,
  SEGMENTATION_LOADING,
];

/** The script behind `window.collimatorViewer`, as text. */
export function oddObjectsScript(): string {
  const words = Object.fromEntries(Object.entries(texts).filter(([key]) => /^(?:store|viewer)\./.test(key)));
  const define = { VIEWER_WORDS: JSON.stringify(words) };
  return bundled(join(import.meta.dirname, "../odd-objects/main.ts"), { charset: "utf8", define });
}

/**
 * A script of the pinned package that stands odd objects; the script itself where it has nothing to do with them. The
 * application's bundle, which comes first, brings what the others call.
 *
 * @param name its file's name
 * @throws where a text that is patched is not there once, so that a new version of OHIF is looked at
 */
export function withOddObjects(name: string, script: string): string {
  const patched = withPatches(name, script, PATCHES);
  return APP.test(name) ? `${oddObjectsScript()}${patched}` : patched;
}
