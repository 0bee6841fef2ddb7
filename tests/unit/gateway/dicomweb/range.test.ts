import { expect, test } from "vitest";
import { callLua } from "../../../support/lua";

const I = "/studies/1.2/series/1.3/instances/1.4";

interface Built {
  readonly path: string;
  readonly range?: string;
}

/** Orthanc's request for a GET below `/pacs`. */
async function rebuild(path: string, headers: Readonly<Record<string, string>>): Promise<Built> {
  const [transaction] = await callLua(
    "gateway.dicomweb.parse",
    "parseDicomweb",
    "GET",
    `/pacs${path}`,
    undefined,
    headers,
  );
  const [built] = await callLua("gateway.dicomweb.build", "buildDicomweb", transaction);
  return built as Built;
}

test.each([
  [{ range: "bytes=0-" }, "bytes=0-"],
  [{ range: "bytes=100-199" }, "bytes=100-199"],
  [{ range: "bytes=-500" }, "bytes=-500"],
  [{ range: "bytes=-" }, undefined],
  [{ range: "bytes=0-1,5-6" }, undefined],
  [{ range: "bytes= 0-1" }, undefined],
  [{ range: "items=0-1" }, undefined],
  [{ range: "bytes=0-1\r\nX: y" }, undefined],
  [{ range: `bytes=${"9".repeat(16)}-` }, undefined],
  [{ range: "bytes=0-1", ifRange: '"tag"' }, undefined],
  [{ range: "bytes=0-1", accept: "image/jpeg" }, undefined],
  [{}, undefined],
])("a rendering with the headers %j is cut to the range %s", async (headers, range) => {
  expect((await rebuild(`${I}/rendered`, headers)).range).toBe(range);
});

test.each(["", "/frames/1", "/frames/1/rendered", "/thumbnail", "/bulk/00420011", "/metadata"])(
  "a range is ignored for %s",
  async (resource) => {
    const { path, range } = await rebuild(`${I}${resource}`, { range: "bytes=0-1" });
    expect(path).toBe(`/dicom-web${I}${resource}`);
    expect(range).toBeUndefined();
  },
);
