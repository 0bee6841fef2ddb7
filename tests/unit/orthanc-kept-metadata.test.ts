import { expect, test } from "vitest";
import { runBehindFilter } from "../support/lua53";

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

test("what is kept of the series goes, of each patient that has one of this UID, and of nothing else", () => {
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
  "what is not kept is not deleted, for Orthanc would log an error: %s",
  (kept) => {
    expect(run(`kept = '${kept}' store(A)`)).toEqual(["POST /tools/lookup 1.2", "GET /series/a-1/attachments", "true"]);
  },
);

test("where it is not known what is kept, it goes", () => {
  expect(run("kept = nil store(A)")).toEqual(LOOK);
});

test("of each series once", () => {
  expect(run("store(A) store(A) store(B) store(A)")).toEqual([...LOOK, "true", ...LOOK_B, "true"]);
});

test("again after a deletion, each time as long as that may be under way", () => {
  const program = "store(A) delete() store(A) at(119) store(A) at(120) store(A) store(A)";
  expect(run(program)).toEqual([...LOOK, ...LOOK, ...LOOK, ...LOOK, "true"]);
});

test("each time where it can't be noted that nothing was deleted", () => {
  const full =
    'local open = io.open io.open = function(path, mode) if mode == "w" then return nil end return open(path) end';
  expect(run(`${full} delete() store(A) at(1000) store(A)`)).toEqual([...LOOK, ...LOOK]);
});

test("a deletion that is refused changes nothing", () => {
  const refused = 'IncomingHttpRequestFilter("DELETE", "/instances/1", "127.0.0.1", "gateway-view", {})';
  expect(run(`store(A) ${refused} store(A)`)).toEqual([...LOOK, "true"]);
});

test.each(["true", '"Always"', '"IfChanged"'])("each time where the archive overwrites instances: %s", (value) => {
  const program = `configuration.OverwriteInstances = ${value} store(A) store(A)`;
  expect(run(program)).toEqual([...LOOK, ...LOOK]);
});

test.each(["false", '"Never"'])("once where it does not: %s", (value) => {
  const program = `configuration.OverwriteInstances = ${value} store(A) store(A)`;
  expect(run(program)).toEqual([...LOOK, "true"]);
});

test("a label that goes is no deletion", () => {
  const label = `IncomingHttpRequestFilter("DELETE", "/studies/b9c08539-26f93bde-c81ab0d7-bffaf2cb-a4d0bdd0/labels/seen",
    "127.0.0.1", "gateway-admin", {})`;
  expect(run(`store(A) print(${label}) store(A)`)).toEqual([...LOOK, "true", "true"]);
});

test("no more than ten thousand series are remembered", () => {
  const others = 'for n = 1, 10000 do print = function() end store({ SeriesInstanceUID = "9." .. n }) end print = say';
  expect(run(`say = print store(A) ${others} store(A)`)).toEqual([...LOOK, ...LOOK]);
});

test.each([
  ["a series that is new", "found = {} store(A)", 2],
  ["an archive that does not answer", "found = nil store(A) store(A)", 4],
  ["an answer that is none", "found = 7 store(A) store(A)", 4],
  ["a deletion that fails", 'found = { { Type = "Series", ID = "bad" } } store(A) store(A)', 8],
  ["an instance without a series", "store({})", 1],
  ["one whose series is no text", "store({ SeriesInstanceUID = { 1 } })", 1],
])("it is stored all the same: %s", (_, program, lines) => {
  const said = run(program);
  expect([said.at(-1), said.length]).toEqual(["true", lines]);
});
