import { expect, test } from "vitest";
import { runBehindFilter } from "../../support/lua53";

/** What the hooks ask of Orthanc; `at(seconds)` sets the clock. */
const ORTHANC = `
  local now = 1000
  os.time = function() return now end
  function at(seconds) now = 1000 + seconds end
  function RestApiPost(uri, body) print("POST " .. uri .. " " .. body) return found end
  kept = '["dicom", "4301"]'
  function RestApiGet(uri) print("GET " .. uri) return kept end
  function RestApiDelete(uri) print("DELETE " .. uri) if uri:find("bad") then error("no") end end
  function ParseJson(text) return text end
  configuration = {}
  function GetOrthancConfiguration() return configuration end
  function store(tags) print(ReceivedInstanceFilter(tags, { RequestOrigin = "DicomProtocol" }, {})) end
  function delete() IncomingHttpRequestFilter("DELETE", "/instances/b9c08539-26f93bde-c81ab0d7-bffaf2cb-a4d0bdd0",
    "127.0.0.1", "gateway-admin", {}) end
  found = { { Type = "Series", ID = "a-1" } }
  A, B = { SeriesInstanceUID = "1.2" }, { SeriesInstanceUID = "1.3" }
`;
const run = (program: string): string[] => runBehindFilter(`${ORTHANC}${program}`);

const GONE = ["GET /series/a-1/attachments", "DELETE /series/a-1/attachments/4301"];
const LOOK = ["POST /tools/lookup 1.2", ...GONE, "true"];
const LOOK_B = ["POST /tools/lookup 1.3", ...GONE, "true"];

test("stored metadata are deleted for the series, for each patient with a series of that UID, and for nothing else", () => {
  const found = '{ { Type = "Series", ID = "a-1" }, { Type = "Study", ID = "b-2" }, { Type = "Series", ID = "c-3" } }';
  expect(run(`found = ${found} store(A)`)).toEqual([
    "POST /tools/lookup 1.2",
    ...GONE,
    "GET /series/c-3/attachments",
    "DELETE /series/c-3/attachments/4301",
    "true",
  ]);
});

test.each(["[]", '["dicom", "14301"]'])(
  "metadata that are not stored are not deleted, since Orthanc would log an error: %s",
  (kept) => {
    expect(run(`kept = '${kept}' store(A)`)).toEqual(["POST /tools/lookup 1.2", "GET /series/a-1/attachments", "true"]);
  },
);

test("stored metadata are deleted if it is unknown whether there are any", () => {
  expect(run("kept = nil store(A)")).toEqual(LOOK);
});

test("stored metadata are deleted once for each series", () => {
  expect(run("store(A) store(A) store(B) store(A)")).toEqual([...LOOK, "true", ...LOOK_B, "true"]);
});

test("stored metadata are deleted again after a deletion, for as long as it may be under way", () => {
  const program = "store(A) delete() store(A) at(119) store(A) at(120) store(A) store(A)";
  expect(run(program)).toEqual([...LOOK, ...LOOK, ...LOOK, ...LOOK, "true"]);
});

test("stored metadata are deleted each time if it can't be recorded that nothing was deleted", () => {
  const full =
    'local open = io.open io.open = function(path, mode) if mode == "w" then return nil end return open(path) end';
  expect(run(`${full} delete() store(A) at(1000) store(A)`)).toEqual([...LOOK, ...LOOK]);
});

test("a refused deletion changes nothing", () => {
  const refused = 'IncomingHttpRequestFilter("DELETE", "/instances/1", "127.0.0.1", "gateway-view", {})';
  expect(run(`store(A) ${refused} store(A)`)).toEqual([...LOOK, "true"]);
});

test.each(["true", '"Always"', '"IfChanged"'])(
  "stored metadata are deleted each time if the archive overwrites instances: %s",
  (value) => {
    const program = `configuration.OverwriteInstances = ${value} store(A) store(A)`;
    expect(run(program)).toEqual([...LOOK, ...LOOK]);
  },
);

test.each(["false", '"Never"'])("stored metadata are deleted once if the archive does not overwrite: %s", (value) => {
  const program = `configuration.OverwriteInstances = ${value} store(A) store(A)`;
  expect(run(program)).toEqual([...LOOK, "true"]);
});

test("removing a label does not count as a deletion", () => {
  const label = `IncomingHttpRequestFilter("DELETE", "/studies/b9c08539-26f93bde-c81ab0d7-bffaf2cb-a4d0bdd0/labels/seen",
    "127.0.0.1", "gateway-admin", {})`;
  expect(run(`store(A) print(${label}) store(A)`)).toEqual([...LOOK, "true", "true"]);
});

test("at most ten thousand series are remembered", () => {
  const others = 'for n = 1, 10000 do print = function() end store({ SeriesInstanceUID = "9." .. n }) end print = say';
  expect(run(`say = print store(A) ${others} store(A)`)).toEqual([...LOOK, ...LOOK]);
});

test.each([
  ["a series that is new", "found = {} store(A)", 2],
  ["an archive that does not answer", "found = nil store(A) store(A)", 4],
  ["a malformed answer", "found = 7 store(A) store(A)", 4],
  ["a deletion that fails", 'found = { { Type = "Series", ID = "bad" } } store(A) store(A)', 8],
  ["an instance without a series", "store({})", 1],
  ["an instance whose series is not text", "store({ SeriesInstanceUID = { 1 } })", 1],
])("an instance is stored even so: %s", (_, program, lines) => {
  const said = run(program);
  expect([said.at(-1), said.length]).toEqual(["true", lines]);
});
