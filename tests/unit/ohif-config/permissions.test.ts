import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { withPermissions } from "../../../ohif-config/build/permissions";
import { createPermissions } from "../../../ohif-config/session/permissions";

const APP = "app.bundle.0123456789abcdef.js";
const DATA_SOURCE = "89.bundle.0123456789abcdef.js";

/** As OHIF 3.13.2 has them. */
const START = `loadDynamicConfig(window.config).then(config_json => {
  if (config_json !== null) {
    window.config = config_json;
  }
  draw(window.config);
});`;
const SAVE = `/*#__PURE__*/react.createElement(ui_next_src/* .InputDialog.ActionsPrimary */.fa0.ActionsPrimary, {
    onClick: handleSave
  }, "Save")`;

const owner = (...permissions: readonly string[]) => ({
  user: "me",
  passwordChangeDue: false,
  people: false,
  permissions: Object.fromEntries(permissions.map((name) => [name, true as const])),
});

test.each([
  ["view alone", ["view"], false, false],
  ["append", ["view", "append"], false, true],
  ["upload", ["view", "upload"], true, true],
  ["no permission", [], false, false],
])("with %s, the viewer has buttons that upload and save accordingly", (_, names, mayUpload, maySave) => {
  const { learn, may } = createPermissions();
  learn(owner(...names));
  expect([may("upload"), may("save")]).toEqual([mayUpload, maySave]);
});

test.each(["unknown", "ended"] as const)("the viewer has all buttons if the session is %s", async (state) => {
  const { learn, known, may } = createPermissions();
  learn(state);
  await known;
  expect([may("upload"), may("save")]).toEqual([true, true]);
});

test("permissions that change count from the next answer, and stay if an answer says nothing", () => {
  const { learn, may } = createPermissions();
  learn(owner("view", "upload"));
  learn(owner("view"));
  learn("unknown");
  expect([may("upload"), may("save")]).toEqual([false, false]);
});

test("the patched viewer is drawn when it is known what the person may do", async () => {
  const { learn, known } = createPermissions();
  const drawn: unknown[] = [];
  runInNewContext(withPermissions(APP, START), {
    window: { config: "own", collimatorSession: { known } },
    loadDynamicConfig: () => Promise.resolve(null),
    draw: (config: unknown) => drawn.push(config),
    Promise,
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(drawn).toEqual([]);
  learn(owner("view"));
  await new Promise((resolve) => setImmediate(resolve));
  expect(drawn).toEqual(["own"]);
});

test.each([true, false])("the patched dialog of reports has a button that stores them: %s", (may) => {
  const shown: unknown = runInNewContext(withPermissions(DATA_SOURCE, SAVE), {
    window: { collimatorSession: { may: (action: string) => action === "save" && may } },
    react: { createElement: (type: string, _: object, text: string) => `${type} ${text}` },
    ui_next_src: { fa0: { ActionsPrimary: "button" } },
    handleSave: () => undefined,
  });
  expect(shown).toBe(may ? "button Save" : false);
});

test("a script without the text to patch is an error that names it", () => {
  expect(() => withPermissions(APP, "const a = 1;")).toThrow(`${APP} has not once what is to be patched`);
  expect(() => withPermissions(DATA_SOURCE, "const a = 1;")).toThrow("handleSave");
  expect(withPermissions("7964.bundle.0123456789abcdef.js", "const a = 1;")).toBe("const a = 1;");
});
