import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { withPagedList } from "../../../../ohif-config/build/study-list";
import { load, plain } from "./page-script";

const APP = "app.bundle.0123456789abcdef.js";

/** The lines of OHIF's data source that write a search. */
const MAP_PARAMS = `parameters = {
    limit: params.limit || 101,
    offset: params.offset || 0
  };
  todayStr = '20261130';
  if (params.startDate && params.endDate) {
    parameters.StudyDate = \`\${params.startDate}-\${params.endDate}\`;
  } else if (params.startDate) {
    parameters.StudyDate = \`\${params.startDate}-\${todayStr}\`;
  } else if (params.endDate) {
    const oldDateStr = \`19700102\`;
    parameters.StudyDate = \`\${oldDateStr}-\${params.endDate}\`;
  }
  parameters;`;

/** What the patched data source searches for. */
function parametersOf(params: object): unknown {
  const patched = withPagedList("89.bundle.0123456789abcdef.js", MAP_PARAMS);
  return plain(runInNewContext(patched, { params, parameters: {}, todayStr: "" }));
}

describe("the patched scripts", () => {
  test.each([
    [APP, "queryFilterValues"],
    ["89.bundle.0123456789abcdef.js", "limit"],
    ["8478.bundle.0123456789abcdef.js", "request.response"],
  ])("%s without the text to patch is an error that names it", (name, text) => {
    expect(() => withPagedList(name, "const a = 1;")).toThrow(`${name} has not once what is to be patched`);
    expect(() => withPagedList(name, "const a = 1;")).toThrow(text);
  });

  test("scripts that are not of the list stay unchanged", () => {
    expect(withPagedList("7964.bundle.0123456789abcdef.js", "const a = 1;")).toBe("const a = 1;");
  });

  test("the data source hands on the order, and no order if there is none", () => {
    expect(parametersOf({ limit: 51, orderBy: "-PatientName" })).toEqual({
      orderby: "-PatientName",
      limit: 51,
      offset: 0,
    });
    expect(parametersOf({ limit: 51 })).toEqual({ limit: 51, offset: 0 });
  });

  test.each([
    ["both ends", { startDate: "20250101", endDate: "20251231" }, "20250101-20251231"],
    ["no end", { startDate: "20250101" }, "20250101-"],
    ["no beginning", { endDate: "20251231" }, "-20251231"],
  ])("the data source asks for dates with %s as they are", (_, params, dates) => {
    expect(parametersOf(params)).toMatchObject({ StudyDate: dates });
  });

  test("the client of DICOMweb remembers the number of studies for a body, and leaves the body as it is", () => {
    const own = `if (request.responseType === 'arraybuffer') {
                resolve([request.response]);
              } else {
                resolve(request.response);
              }`;
    const resolved: unknown[] = [];
    const response = [{}];
    const request = { responseType: "json", response, getResponseHeader: () => "7" };
    const window = { collimatorViewer: load() };
    const resolve = (body: unknown): number => resolved.push(body);
    runInNewContext(withPagedList("8478.bundle.0123456789abcdef.js", own), { window, request, resolve });
    expect(resolved[0]).toBe(response);
  });
});
