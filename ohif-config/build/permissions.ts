/**
 * The viewer has no button for what the person may not do. `/session` says what that is; OHIF is drawn when the answer
 * is there (ohif-config/session/permissions.ts), so no button comes and goes. The button to upload is a matter of
 * configuration (ohif-config/app-config.template.js).
 *
 * @module
 */
import { APP, DATA_SOURCE, type Patch, withPatches } from "./patch";

/** The question is sent long before these bundles have come, so that nothing waits in fact. */
const START: Patch = {
  script: APP,
  own: "loadDynamicConfig(window.config).then(config_json => {",
  patched: "Promise.all([loadDynamicConfig(window.config), window.collimatorSession.known]).then(([config_json]) => {",
};

/** Reports, segmentations and structure sets are all stored by this dialog, which can also download them. */
const SAVE: Patch = {
  script: DATA_SOURCE,
  own: `/*#__PURE__*/react.createElement(ui_next_src/* .InputDialog.ActionsPrimary */.fa0.ActionsPrimary, {
    onClick: handleSave
  }, "Save")`,
  patched: `window.collimatorSession.may("save") && /*#__PURE__*/react.createElement(ui_next_src/* .InputDialog.ActionsPrimary */.fa0.ActionsPrimary, {
    onClick: handleSave
  }, "Save")`,
};

/**
 * A script of the pinned package that asks what the person may do; the script itself if it has no such button.
 *
 * @param name its file's name
 * @throws where a text that is patched is not there once, so that a new version of OHIF is looked at
 */
export function withPermissions(name: string, script: string): string {
  return withPatches(name, script, [START, SAVE]);
}
