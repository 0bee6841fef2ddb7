import fc from "fast-check";
import { expect, test } from "vitest";
import { callLuaMany } from "../../../support/lua";
import { PAYLOADS } from "../../../support/payloads";

/** Refusals name what is at fault, in bytes that nobody acts upon. */

interface Refusal {
  readonly reason: string;
  readonly detail: string;
}

type Request = readonly [path: string, query: string, accept?: string | undefined];

async function refusals(requests: readonly Request[]): Promise<(Refusal | undefined)[]> {
  const calls = requests.map(([path, query, accept]) => ({
    module: "gateway.dicomweb.parse",
    fn: "parseDicomweb",
    args: ["GET", path, query === "" ? undefined : query, accept === undefined ? {} : { accept }],
  }));
  return (await callLuaMany(calls)).map(([, refusal]) => (refusal ?? undefined) as Refusal | undefined);
}

const STUDIES = "/pacs/studies";
const INSTANCE = "/pacs/studies/1.2/series/1.3/instances/1.4";

test.each<[...Request, reason: string, ...named: string[]]>([
  ["/pacs/studies/1.2.x/metadata", "", "", "uid", '"1.2.x"'],
  ["/pacs//studies", "", "", "path-segment", "slash at its end", "/pacs/studies"],
  ["/pacs/studies/", "", "", "path-segment", "slash at its end", "https://host/pacs"],
  ["/pacs/studies/../studies", "", "", "path-segment", "dots"],
  ["/pacs/", "", "", "not-found", "/pacs/studies"],
  ["/pacs/studies/1.2/series/01.a", "", "", "uid", '"01.a"'],
  [STUDIES, "Foo=1", "", "search-unknown-key", '"Foo"'],
  [STUDIES, "SOPInstanceUID=1.2", "", "search-unknown-key", '"SOPInstanceUID"'],
  [STUDIES, "StudyDate=2025-01-01", "", "search-value", '"StudyDate"', '"2025-01-01"', "20251231"],
  [STUDIES, "StudyInstanceUID=1.2,*", "", "search-value", '"StudyInstanceUID"', '"1.2,*"', "UIDs"],
  ["/pacs/instances", "Rows=5*", "", "search-value", '"Rows"', '"5*"', "whole numbers up to 65535"],
  [STUDIES, `PatientName=${"x".repeat(300)}`, "", "search-value", `"${"x".repeat(64)}..."`, "256 bytes"],
  [STUDIES, "PatientID=1&00100020=2", "", "search-same-attribute", '"00100020"'],
  [STUDIES, "PatientID=1&PatientID=2", "", "query-duplicate-key", '"PatientID"'],
  [STUDIES, "limit=1&PatientID=%zz", "", "query-percent", '"PatientID"'],
  [STUDIES, "a=%41&b=%%4141", "", "query-percent", '"b"'],
  [STUDIES, "limit=1&PatientName=%ff", "", "query-encoding", '"PatientName"', "value"],
  [STUDIES, "P%ff=1", "", "query-encoding", '"P%ff"'],
  [STUDIES, "limit=x", "", "search-limit", '"x"', "limit"],
  [STUDIES, "offset=-1", "", "search-offset", '"-1"', "offset"],
  [STUDIES, "fuzzymatching=1", "", "search-fuzzymatching", '"1"'],
  [STUDIES, "multiplevaluematching=yes", "", "search-flag", "multiplevaluematching", '"yes"'],
  [STUDIES, "includefield=PatientID,nonsense", "", "search-includefield", '"nonsense"'],
  [STUDIES, `includefield=${"00100010,".repeat(64)}00100010`, "", "search-includefield", "more than 64"],
  [STUDIES, "00400275.00400007=x", "", "search-sequence", '"00400275.00400007"', "includefield"],
  [
    "/pacs/instances",
    "RequestAttributesSequence.ScheduledProcedureStepID=x",
    "",
    "search-sequence",
    '"RequestAttributesSequence.ScheduledProcedureStepID"',
    "includefield",
  ],
  [STUDIES, "charset=latin1", "", "charset", '"latin1"'],
  ["/pacs/studies/1.2/metadata", "level=1", "", "query-unknown-key", '"level"'],
  [`${INSTANCE}/rendered`, "foo=1", "", "rendering-unknown-key", '"foo"'],
  [`${INSTANCE}/rendered`, "viewport=16", "", "rendering-viewport", '"16"', "vw,vh"],
  [`${INSTANCE}/rendered`, "window=1,2", "", "rendering-window", '"1,2"', "sigmoid"],
  [`${INSTANCE}/frames/a`, "", "", "frames", '"a"'],
  [`${INSTANCE}/bulk/xyz`, "", "", "bulk-path", '"xyz"'],
  [STUDIES, "", "text/html", "not-acceptable", "application/dicom+json", "application/dicom+xml"],
  ["/pacs/studies/1.2", "", "application/zip", "not-acceptable", 'type="application/dicom"'],
  [`${INSTANCE}/rendered`, "", "image/gif", "not-acceptable", "image/jpeg", "image/png"],
  [`${INSTANCE}/frames/1`, "", "application/pdf", "not-acceptable", "application/octet-stream", "transfer-syntax=*"],
  [`${INSTANCE}/bulk/00420011`, "", "application/pdf", "not-acceptable", "type=application/octet-stream"],
])("%s?%s with Accept %s is refused as %s, which names %s", async (path, query, accept, reason, ...named) => {
  const [refusal] = await refusals([[path, query, accept === "" ? undefined : accept]]);
  expect(refusal?.reason).toBe(reason);
  for (const name of named) expect(refusal?.detail).toContain(name);
});

/** Refusals by what a client may do about them. */
test.each<[...Request, hint: string]>([
  ["/pacs/nothing", "", "", "/pacs/studies"],
  ["/pacs/studies/1.2/servers", "", "", "metadata"],
  ["/pacs/stud%69es", "", "", "without percent-encoding"],
  ["/pacs/studies/../studies", "", "", "/pacs/studies"],
  [`/pacs/${"a".repeat(8200)}`, "", "", "fewer"],
  [STUDIES, "charset=latin1", "", "utf-8"],
  [STUDIES, "emptyvaluematching=true", "", "compare"],
  [STUDIES, "includefield=00100010,,00100020", "", "one comma"],
  [STUDIES, `includefield=${"00100010,".repeat(64)}00100010`, "", "metadata"],
  [STUDIES, "Rows=512", "", "such as PatientID"],
  [STUDIES, "00400275.00400009=1", "", "compare"],
  [STUDIES, "PatientID=1&00100020=2", "", "once"],
  [STUDIES, "PatientID=1&PatientID=2", "", "once"],
  [STUDIES, "=1", "", "key=value"],
  [STUDIES, "PatientName=%ff", "", "UTF-8"],
  [STUDIES, "PatientName=%", "", "%25"],
  [STUDIES, `PatientName=${"x".repeat(8200)}`, "", "less"],
  [STUDIES, "orderby=Modality", "", "PatientName"],
  [`${INSTANCE}/rendered`, "foo=1", "", "viewport"],
  [`${INSTANCE}/bulk/xyz`, "", "", "BulkDataURI"],
  [`${INSTANCE}/bulk/00420011`, "", "application/pdf", "/rendered"],
  [`${INSTANCE}/frames/1,2`, "", "application/octet-stream", "one frame at a time"],
  [`${INSTANCE}/frames/1,2/rendered`, "", "", "name one"],
  ["/pacs/studies/1.2", "", "application/dicom", "multipart/related"],
])("the refusal of %s?%s with Accept %s says what to ask instead: %s", async (path, query, accept, hint) => {
  const [refusal] = await refusals([[path, query, accept === "" ? undefined : accept]]);
  expect(refusal?.detail).toContain(hint);
});

const hostile = [...PAYLOADS, "$(id)", ...fc.sample(fc.string({ unit: "binary", maxLength: 200 }), 100)];

/** Places where a client's text comes to; most of them refuse most of it. */
const places: readonly ((text: string) => Request)[] = [
  (text) => [STUDIES, `${encodeURIComponent(text)}=1`],
  (text) => [STUDIES, `${encodeURIComponent(text)}=1&${encodeURIComponent(text)}=2`],
  (text) => [STUDIES, `StudyDate=${encodeURIComponent(text)}`],
  (text) => [STUDIES, `limit=${encodeURIComponent(text)}`],
  (text) => [STUDIES, `includefield=${encodeURIComponent(text)}`],
  (text) => [STUDIES, `charset=${encodeURIComponent(text)}`],
  (text) => [STUDIES, `${text.replaceAll("&", "")}=%zz`],
  (text) => [STUDIES, "", text],
  (text) => [`/pacs/studies/${text}/metadata`, ""],
  (text) => [`${INSTANCE}/rendered`, `window=${encodeURIComponent(text)}`],
  (text) => [`${INSTANCE}/frames/${encodeURIComponent(text)}`, ""],
];

test("hostile text named in a refusal is short, printable ASCII that no page, shell or terminal acts on", async () => {
  for (const place of places) {
    const said = await refusals(hostile.map((text) => place(text.toWellFormed())));
    expect(said.filter((one) => one !== undefined).length).toBeGreaterThan(hostile.length / 2);
    for (const { reason, detail } of said.filter((one) => one !== undefined)) {
      // The media types that a 406 names are the gateway's own.
      const [, quoted = ""] = reason === "not-acceptable" ? [] : (/"([^"]*)"/.exec(detail) ?? []);
      expect(detail).toMatch(/^[ -~]*$/);
      expect(detail.replaceAll(/"[^"]*"/g, "")).not.toMatch(/["<>&`\\]/);
      expect(quoted).not.toMatch(/["<>&'`\\$]/);
      expect(quoted.length).toBeLessThan(68);
      expect(detail.length).toBeLessThan(400);
    }
  }
});

test("a command line failure names its subject and no token", async () => {
  const reasons = ["no-such-user", "user-exists", "unknown-role", "bad-permissions", "bad-addresses", "no-such-token"];
  const calls = ["nix", "\u001b[2J<b>", "clt_abcdefghijkl_secret"].flatMap((name) =>
    reasons.map((reason) => ({ module: "gateway.accounts.failure", fn: "failureOf", args: [reason, name] })),
  );
  const said = (await callLuaMany(calls)).map(([failure]) => (failure as { sentence: string }).sentence);
  expect(said.slice(0, 6).filter((sentence) => !sentence.includes('"nix"'))).toEqual([]);
  expect(said.slice(6, 12).filter((sentence) => !sentence.includes('"?[2J?b?"'))).toEqual([]);
  expect(said.slice(12).filter((sentence) => !sentence.includes("(not shown)"))).toEqual([]);
});

test("a secret sent in the wrong place is not named", async () => {
  const secrets = ["clt_abcdefghijkl_0123456789", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"];
  const said = await refusals(secrets.flatMap((secret) => places.map((place) => place(secret))));
  for (const refusal of said) expect(refusal?.detail ?? "").not.toMatch(/clt_|eyJ/);
  // Nor the value of a key that is not known.
  const [unknown] = await refusals([[STUDIES, "access_token=hunter2"]]);
  expect(unknown?.detail).not.toContain("hunter2");
});
