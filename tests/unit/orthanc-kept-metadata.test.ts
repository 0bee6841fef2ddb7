import { expect, test } from "vitest";
import { runBehindFilter } from "../support/lua53";

/**
 * What Orthanc's hook answers for an instance with these tags, and asks of Orthanc before it does. `lookup`: what that
 * says to the search by UID; `nil` for nothing, or something that fails.
 */
function store(tags: string, lookup: string): string[] {
  return runBehindFilter(`
    function RestApiPost(uri, body) print("POST " .. uri .. " " .. body) return ${lookup} end
    function RestApiDelete(uri) print("DELETE " .. uri) if uri:find("bad") then error("no") end end
    function ParseJson(found) return found end
    print(ReceivedInstanceFilter(${tags}, { RequestOrigin = "DicomProtocol" }, {}))`);
}

const SERIES = '{ Type = "Series", ID = "a-1" }';

test("what is kept of the series goes, of each patient that has one of this UID, and of nothing else", () => {
  const found = `{ ${SERIES}, { Type = "Study", ID = "b-2" }, { Type = "Series", ID = "c-3" } }`;
  expect(store('{ SeriesInstanceUID = "1.2" }', found)).toEqual([
    "POST /tools/lookup 1.2",
    "DELETE /series/a-1/attachments/4301",
    "DELETE /series/c-3/attachments/4301",
    "true",
  ]);
});

test.each([
  ["a series that is new", '{ SeriesInstanceUID = "1.2" }', "{}", 2],
  ["an archive that does not answer", '{ SeriesInstanceUID = "1.2" }', "nil", 2],
  ["an answer that is none", '{ SeriesInstanceUID = "1.2" }', "7", 2],
  ["a deletion that fails", '{ SeriesInstanceUID = "1.2" }', '{ { Type = "Series", ID = "bad" } }', 3],
  ["an instance without a series", "{}", "{}", 1],
  ["one whose series is no text", "{ SeriesInstanceUID = { 1 } }", "{}", 1],
])("it is stored all the same: %s", (_, tags, lookup, lines) => {
  const said = store(tags, lookup);
  expect([said.at(-1), said.length]).toEqual(["true", lines]);
});
