import { expect, test } from "vitest";
import { callLua } from "../../../support/lua";
import { rebuild } from "../../../support/rebuild";

const I = "/studies/1.2/series/1.3/instances/1.4";
const FRAMES = "multipart/related; type=application/octet-stream; transfer-syntax=*";
const FILES = 'multipart/related; type="application/dicom"; transfer-syntax=';

test.each<[string, string, string | undefined]>([
  ["/pacs/studies", "fuzzymatching=true", "Fuzzy matching is not supported; only literal matching was done."],
  ["/pacs/studies", "fuzzymatching=false&limit=1000", undefined],
  ["/pacs/studies", "limit=1001", "No more than 1000 results are given at once; ask for the next ones with an offset."],
  [`/pacs${I}/rendered`, "annotation=patient,technique", "Annotations are not supported; the image has none."],
  [`/pacs${I}/rendered`, "iccprofile=srgb", "ICC profiles are not supported; the image has none."],
  [`/pacs${I}/rendered`, "iccprofile=no", undefined],
])("the answer to %s?%s has the matching warning", async (path, query, text) => {
  const { warning } = await rebuild("GET", path, query);
  expect(warning).toBe(text === undefined ? undefined : `299 collimator "${text}"`);
});

test.each<[string, string | undefined]>([
  [FRAMES, undefined],
  ['multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.1', "1.2.840.10008.1.2.1"],
  ["multipart/related; type=image/jls, multipart/related; type=image/x-dicom-rle", "image/jls,image/dicom-rle"],
])(
  "frames with Accept %s are requested in any transfer syntax, and may be returned as %s",
  async (accept, representations) => {
    const built = await rebuild("GET", `/pacs${I}/frames/1`, undefined, { accept });
    expect([built.accept, built.representations]).toEqual([FRAMES, representations]);
  },
);

const OCTETS = "application/octet-stream";

test.each<[string, string, string, string?]>([
  [`${I}/frames/1`, OCTETS, `${OCTETS}; transfer-syntax=*`],
  [`${I}/frames/1`, "image/jls, image/x-dicom-rle", `${OCTETS}; transfer-syntax=*`, "image/jls,image/dicom-rle"],
  [`${I}/frames/1`, `${OCTETS}, ${FRAMES};q=0.9`, `${OCTETS}; transfer-syntax=*`],
  // Both are taken: multipart, unless any single part is preferred.
  [`${I}/frames/1`, `${OCTETS}, ${FRAMES}`, FRAMES],
  [`${I}/frames/1`, `${OCTETS};q=0.5, ${FRAMES}`, FRAMES],
  [`${I}/frames/1`, "image/jls, */*;q=0.1", FRAMES],
  [`${I}/frames/1,2`, `${OCTETS}, ${FRAMES};q=0.9`, FRAMES],
  [`${I}/frames/1`, "*/*", FRAMES],
  [`${I}/bulk/00420011`, OCTETS, OCTETS],
  [`${I}/bulk/00420011`, `${OCTETS}, multipart/related; type=${OCTETS}`, `multipart/related; type=${OCTETS}`],
  [`${I}/bulk/00420011`, `${OCTETS}, multipart/related; type=${OCTETS};q=0.2`, OCTETS],
  [I, "application/dicom", "application/dicom; transfer-syntax=*"],
  [I, 'application/dicom;q=0.2, multipart/related; type="application/dicom"', `${FILES}*`],
])("%s with Accept %s is requested as %s", async (path, accept, upstream, representations) => {
  const built = await rebuild("GET", `/pacs${path}`, undefined, { accept });
  expect([built.accept, built.representations]).toEqual([upstream, representations]);
});

test("one file in explicit transfer syntaxes is requested as it is stored, if that is one of these", async () => {
  const accept = "application/dicom; transfer-syntax=1.2.840.10008.1.2.1";
  const built = await rebuild("GET", `/pacs${I}`, undefined, { accept });
  expect([built.accept, built.syntaxes]).toEqual(["application/dicom; transfer-syntax=*", "1.2.840.10008.1.2.1"]);
});

test("whole objects in explicit transfer syntaxes are requested as they are stored, if that is one of these", async () => {
  const accept = `${FILES}1.2.840.10008.1.2.1, ${FILES}1.2.840.10008.1.2.4.70`;
  for (const path of [I, I.replace(/\/instances.*/, ""), I.replace(/\/series.*/, "")]) {
    const built = await rebuild("GET", `/pacs${path}`, undefined, { accept });
    expect([built.accept, built.syntaxes]).toEqual([`${FILES}*`, "1.2.840.10008.1.2.1,1.2.840.10008.1.2.4.70"]);
    expect(
      (await rebuild("GET", `/pacs${path}`, undefined, { accept: `${accept}, */*;q=0.1` })).syntaxes,
    ).toBeUndefined();
  }
});

test("Accept refusals have reasons of their own for a type and for several rendered frames", async () => {
  const reasonOf = async (path: string, accept?: string): Promise<string | undefined> =>
    (await rebuild("GET", path, undefined, accept === undefined ? {} : { accept })).reason;
  expect(await reasonOf(`/pacs${I}`, "text/html")).toBe("not-acceptable");
  expect(await reasonOf(`/pacs${I}/frames/1,2/rendered`)).toBe("frames-rendered");
});

test.each<[string, string, boolean]>([
  ["application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1", true],
  ["application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1", "1.2.840.10008.1.2", true],
  ["application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1", "image/*", false],
  ["image/jls; transfer-syntax=1.2.840.10008.1.2.4.80", "image/jls", true],
  ["image/jls; transfer-syntax=1.2.840.10008.1.2.4.80", "image/*", true],
  ["image/jls; transfer-syntax=1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81", false],
  ["image/jp2; transfer-syntax=1.2.840.10008.1.2.4.90", "image/jpeg", false],
  ["application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.1", true],
  ["application/octet-stream; transfer-syntax=1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1", false],
])("frames of the type %s satisfy %s: %s", async (type, form, isSo) => {
  const contentType = `multipart/related; type="${type}"; boundary=x`;
  for (const answer of [contentType, type]) {
    expect(await callLua("gateway.dicomweb.frame-representations", "isAmong", answer, [form])).toEqual([isSo]);
  }
});
