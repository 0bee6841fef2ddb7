import { expect, test } from "vitest";
import { callLua } from "../../../support/lua";
import { rebuild } from "../../../support/rebuild";

const SERIES = "/pacs/studies/1.2/series";

test("keys in Request Attributes Sequence reach the gateway's own search of series, and Orthanc never", async () => {
  const query =
    "RequestAttributesSequence.ScheduledProcedureStepID=A%26limit%3D0&00400275.00401001=P*&Modality=CT&limit=5";
  const { path = "", warning } = await rebuild("GET", SERIES, query);
  expect(path).toBe(
    "/dicom-web/studies/1.2/series?00080060=CT&00400275.00400009=A%26limit%3D0&00400275.00401001=P*&limit=5",
  );
  expect(warning).toMatch(/^299 collimator "Series whose Request Attributes Sequence/);
  const [transaction] = await callLua("gateway.dicomweb.parse", "parseDicomweb", "GET", SERIES, query, {});
  expect(await callLua("gateway.routes.transactions", "dicomwebRow", transaction)).toMatchObject([
    { server: "searches" },
  ]);
  const [wanted] = await callLua("gateway.searches.wanted", "readWanted", path);
  expect(wanted).toMatchObject({ rest: "00080060=CT&", requests: { "00400009": "A&limit=0", "00401001": "P*" } });
});

test.each<[string, string, string]>([
  ["/pacs/studies", "00400275.00400009=1", "search-sequence"],
  ["/pacs/instances", "00400275.00400009=1", "search-sequence"],
  ["/pacs/series", "00400275.00400007=1", "search-sequence"],
  ["/pacs/series", "00400275.00400008.00080100=1", "search-sequence"],
  ["/pacs/series", "00400275.00400009=1&RequestAttributesSequence.ScheduledProcedureStepID=2", "search-same-attribute"],
  ["/pacs/series", `00400275.00400009=${"x".repeat(257)}`, "search-value"],
  [
    "/pacs/series",
    "00400275.00400009=1&accept=multipart/related%3Btype%3D%22application/dicom%2Bxml%22",
    "search-sequence",
  ],
])("%s?%s is refused as %s", async (path, query, reason) => {
  expect(await rebuild("GET", path, query)).toMatchObject({ status: 400, reason });
});
