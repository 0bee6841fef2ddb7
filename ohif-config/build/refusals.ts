/**
 * What the archive refuses, the viewer says, in the archive's words; and it shows nothing as stored that is not. What
 * these patches call is in ohif-config/refusals.
 *
 * @module
 */
import texts from "../texts/en.json";
import { APP, DATA_SOURCE, DICOM_WEB_CLIENT, OURS, type Patch, withPatches } from "./patch";

/** Of each request of OHIF's, this is the error that people see: for searches, uploads and what is saved. */
const REASON: Patch = {
  script: DICOM_WEB_CLIENT,
  own: "var error = new Error('request failed');",
  patched: `var error = new Error(${OURS}.reasonOf(request));`,
};

/** The list's dialog named the configuration as the culprit. */
const LIST_TITLE: Patch = {
  script: APP,
  own: "title: 'Data Source Connection Error',",
  patched: `title: ${JSON.stringify(texts["viewer.list.failed.title"])},`,
};
const LIST_REASON: Patch = {
  script: APP,
  own: `/*#__PURE__*/react.createElement("p", {
              className: "text-red-600"
            }, "Error: ", e.message), /*#__PURE__*/react.createElement("p", null, "Please ensure the following data source is configured correctly or is running:"), /*#__PURE__*/react.createElement("div", {
              className: "mt-2 font-bold"
            }, friendlyName), `,
  patched: `/*#__PURE__*/react.createElement("p", {
              role: "alert"
            }, e.message), `,
};

/** The reason under a file that was not stored was black on black. */
const UPLOAD_REASON: Patch = {
  script: DATA_SOURCE,
  own: `failedReason && /*#__PURE__*/react.createElement("div", {
    className: "pl-10"`,
  patched: `failedReason && /*#__PURE__*/react.createElement("div", {
    className: "text-foreground break-words pl-10"`,
};
const UPLOAD_CUT: Patch = {
  script: DATA_SOURCE,
  own: "'The request failed.'",
  patched: JSON.stringify(texts["viewer.upload-cut"]),
};

/** A report or segmentation was in the study's panel before it was stored, and stayed there if it was not. */
const STORED_FIRST: Patch = {
  script: DATA_SOURCE,
  own: `        src/* .DicomMetadataStore.addInstances */.H8.addInstances(instances, true);
        for (const instance of instances) {
          await resolvedDataSource.store.dicom(instance, null, dicomDict);
        }`,
  patched: `        const stored = [];
        try {
          for (const instance of instances) {
            await resolvedDataSource.store.dicom(instance, null, dicomDict);
            stored.push(instance);
          }
        } finally {
          if (stored.length > 0) src/* .DicomMetadataStore.addInstances */.H8.addInstances(stored, true);
        }`,
};

/** The reason stays long enough to be read, and "Something went wrong" does not come on top of it. */
const SAVE_REASON: Patch = {
  script: DATA_SOURCE,
  own: `      type: 'error'
    });
    throw new Error(\`Failed to store \${reportType}. Error: \${error.message || 'Unknown error'}\`);`,
  patched: `      type: 'error',
      duration: 60_000
    });
    throw ${OURS}.said(new Error(\`Failed to store \${reportType}. Error: \${error.message || 'Unknown error'}\`));`,
};

/** A frame that was not given out failed without its status and the answer's reason. */
const FRAME_STATUS: Patch = {
  script: APP,
  own: `            const response = await fetch(url, {
                headers,
                signal: undefined,
            });
            if (response.status !== 200) {
                throw new Error(\`Couldn't retrieve \${url} got status \${response.status}\`);
            }
`,
  patched: `            const lost = (error) => { throw Object.assign(error, { status: 0 }); };
            const response = await fetch(url, {
                headers,
                signal: undefined,
            }).catch(lost);
            if (response.status !== 200) {
                const refusal = { status: response.status, response: await response.text().catch(() => '') };
                throw Object.assign(new Error(\`Couldn't retrieve \${url} got status \${response.status}\`), refusal);
            }
`,
};
const FRAME_CUT: Patch = {
  script: APP,
  own: "const { done, value } = await responseReader.read();",
  patched: "const { done, value } = await responseReader.read().catch(lost);",
};

const PATCHES = [
  FRAME_STATUS,
  FRAME_CUT,
  REASON,
  LIST_TITLE,
  LIST_REASON,
  UPLOAD_REASON,
  UPLOAD_CUT,
  STORED_FIRST,
  SAVE_REASON,
];

/**
 * A script of the pinned package that says what was refused; the script itself if it has no such words.
 *
 * @param name its file's name
 * @throws where a text that is patched is not there once, so that a new version of OHIF is looked at
 */
export function withReasons(name: string, script: string): string {
  return withPatches(name, script, PATCHES);
}
