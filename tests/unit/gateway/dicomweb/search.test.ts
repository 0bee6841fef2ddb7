import { expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";
import { type Built, rebuild } from "../../../support/rebuild";

test.each<[string, string]>([
  // What OHIF 3.13.2 sends.
  [
    "PatientName=*do*&00100020=*1*&limit=101&offset=0&fuzzymatching=false&includefield=00081030%2C00080060%2C00080090%2C00100030",
    "?00100010=*do*&00100020=*1*&includefield=00081030,00080090,00100030&fuzzymatching=false&limit=101",
  ],
  ["ModalitiesInStudy=CT%2CMR&StudyDate=20200101-20201231", "?00080061=CT,MR&00080020=20200101-20201231&limit=1000"],
  ["StudyInstanceUID=1.2%5C1.3", "?0020000D=1.2,1.3&limit=1000"],
  // Case of tags, repeated includefield, lists and all.
  ["0020000d=1.2", "?0020000D=1.2&limit=1000"],
  ["includefield=all&includefield=0020000d,PatientName", "?includefield=all&includefield=0020000D,00100010&limit=1000"],
  // Limits: without one Orthanc would give all that it compares at once.
  ["limit=0", "?limit=1000"],
  ["limit=1000&offset=20", "?limit=1000&offset=20"],
  // More than is given at once.
  ["limit=1001", "?limit=1000"],
  ["limit=999999999", "?limit=1000"],
  // Fields that the index does not have, of another level, private ones and sequences.
  ["includefield=00081048,PatientComments,00091001", "?includefield=00081048&limit=1000"],
  ["includefield=Modality,Rows,00081110.00081150", "?limit=1000"],
  // What counts a patient's other studies: the cache holds that an answer about one study is of that one alone.
  ["includefield=NumberOfPatientRelatedStudies,00201200,00201202,00201204", "?limit=1000"],
  ["multiplevaluematching=true&emptyvaluematching=false&ModalitiesInStudy=CT%5CMR", "?00080061=CT,MR&limit=1000"],
  ["accept=application/dicom+json&charset=utf-8&limit=1", "?limit=1"],
  ["PatientName=DOE%5EJANE+A", "?00100010=DOE%5EJANE%20A&limit=1000"],
  // Values are decoded once and encoded anew.
  ["PatientName=D%6Fe%5eJ%C3%B6", "?00100010=Doe%5EJ%C3%B6&limit=1000"],
  // Sorted, and as it is sorted anyway.
  ["offset=5&orderby=-PatientName&limit=3", "?orderby=-PatientName&limit=3&offset=5"],
  ["orderby=StudyDate", "?orderby=StudyDate&limit=1000"],
  ["orderby=-StudyDate", "?limit=1000"],
  // As a list shows a name.
  ["PatientName=*Buc,%20J%C3%A9r*", "?00100010=*Buc*J%C3%A9r*&anyorder=true&limit=1000"],
  ["PatientName=*J%C3%A9r+Buc*&limit=5", "?00100010=*J%C3%A9r*Buc*&anyorder=true&limit=5"],
  [
    "PatientName=*J%C3%A9r+Buc*&accept=multipart/related%3Btype%3D%22application/dicom%2Bxml%22",
    "?00100010=*J%C3%A9r*Buc*&limit=1000",
  ],
  ["PatientName=Buc,%20J%C3%A9r", "?00100010=Buc*J%C3%A9r&limit=1000"],
  ["00080090=Ref,Doc&PatientID=1,+2", "?00080090=Ref*Doc&00100020=1%3F%202&limit=1000"],
  // A comma belongs to a text; codes may be lists.
  ["AccessionNumber=Vafk,T,6", "?00080050=Vafk%3FT%3F6&limit=1000"],
  ["StudyDescription=*a,b*&StudyID=c%5Cd,", "?00081030=*a%3Fb*&00200010=c,d%3F&limit=1000"],
  ["00080061=US,CT&PatientSex=F%5CM&InstitutionName=,", "?00080061=US,CT&00100040=F,M&00080080=%3F&limit=1000"],
  ["PatientName=A%5CB", "?00100010=A*B&limit=1000"],
  ["PatientID=%2525", "?00100020=%2525&limit=1000"],
  ["PatientID=a%3Db%23c%3Fd%3Be", "?00100020=a%3Db%23c%3Fd%3Be&limit=1000"],
  ["PatientID=a%20b%2Bc", "?00100020=a%20b%2Bc&limit=1000"],
  ["PatientID=", "?00100020=&limit=1000"],
  ["StudyTime=1200-130000.5", "?00080030=1200-130000.5&limit=1000"],
])("the search %s is rebuilt as %s", async (query, upstream) => {
  expect((await rebuild("GET", "/pacs/studies", query)).path).toBe(`/dicom-web/studies${upstream}`);
});

test("attributes of an image are keys of a search for instances, as whole numbers", async () => {
  const built = async (query: string): Promise<Built> => rebuild("GET", "/pacs/studies/1.2/instances", query);
  expect((await built("Rows=512&00280011=0256,512")).path).toBe(
    "/dicom-web/studies/1.2/instances?00280010=512&00280011=256,512&limit=1000",
  );
  expect((await built("BitsAllocated=8%5C16&SamplesPerPixel=3&Rows=&NumberOfFrames=2")).path).toBe(
    "/dicom-web/studies/1.2/instances?00280100=8,16&00280002=3&00280010=&00280008=2&limit=1000",
  );
  for (const value of ["x", "5*", "-1", "65536", "1.5", "1,,2", "99999999999999999999", "0x10", "512 "]) {
    expect(await built(`Columns=${encodeURIComponent(value)}`)).toMatchObject({ status: 400, reason: "search-value" });
  }
});

test.each<[string, string]>([
  ["/studies/1.2/series", "00080060,00100030,00400275.00400009"],
  ["/series", "RequestAttributesSequence.ScheduledProcedureStepID"],
  ["/studies/1.2/instances", "ImageComments,Rows,Modality,StudyDescription"],
])("%s returns fields of its own level and above: %s", async (path, fields) => {
  const { path: upstream, warning } = await rebuild("GET", `/pacs${path}`, `includefield=${fields}`);
  expect(upstream?.match(/includefield=([^&]+)/)?.[1]?.split(",")).toHaveLength(fields.split(",").length);
  expect(warning).toBeUndefined();
});

test.each<[string, string]>([
  ["/pacs/studies", "00080060"],
  ["/pacs/series", "00280010"],
  ["/pacs/studies/1.2/series/1.3/instances", "Rows,00091001"],
])("%s warns that it does not return %s", async (path, fields) => {
  expect((await rebuild("GET", path, `includefield=${fields}`)).warning).toMatch(/^299 collimator "Of the fields/);
});

test.each<[string, string, string]>([
  ["/pacs/studies", "_method=DELETE", "search-unknown-key"],
  ["/pacs/studies", "%5Fmethod=DELETE", "search-unknown-key"],
  ["/pacs/studies", "patientname=x", "search-unknown-key"],
  ["/pacs/studies", "PATIENTNAME=x", "search-unknown-key"],
  ["/pacs/studies", "Limit=1", "search-unknown-key"],
  ["/pacs/studies", "00091001=x", "search-unknown-key"],
  ["/pacs/studies", "0010,0010=x", "search-unknown-key"],
  ["/pacs/studies", "SOPInstanceUID=1.2", "search-unknown-key"],
  ["/pacs/studies", "Rows=512", "search-unknown-key"],
  ["/pacs/studies", "PatientName=x&00100010=y", "search-same-attribute"],
  ["/pacs/studies", "0020000d=1.2&0020000D=1.3", "search-same-attribute"],
  ["/pacs/studies/1.2/series", "StudyInstanceUID=1.3", "search-same-attribute"],
  ["/pacs/studies/1.2/series/1.3/instances", "0020000E=1.4", "search-same-attribute"],
  ["/pacs/studies", "PatientName=x&PatientName=y", "query-duplicate-key"],
  ["/pacs/studies", "limit=-1", "search-limit"],
  ["/pacs/studies", "limit=1e9", "search-limit"],
  ["/pacs/studies", "limit=1000000000", "search-limit"],
  ["/pacs/studies", "limit=", "search-limit"],
  ["/pacs/studies", "offset=-1", "search-offset"],
  ["/pacs/studies", "fuzzymatching=1", "search-fuzzymatching"],
  ["/pacs/studies", "orderby=", "search-orderby"],
  ["/pacs/studies", "orderby=-", "search-orderby"],
  ["/pacs/studies", "orderby=Modality", "search-orderby"],
  ["/pacs/studies", "orderby=--PatientID", "search-orderby"],
  ["/pacs/studies", "orderby=PatientID,StudyDate", "search-orderby"],
  [
    "/pacs/studies",
    "orderby=StudyDate&accept=multipart/related%3Btype%3D%22application/dicom%2Bxml%22",
    "search-orderby",
  ],
  ["/pacs/series", "orderby=StudyDate", "search-orderby"],
  ["/pacs/series", "orderby=-StudyDate", "search-orderby"],
  ["/pacs/studies", "includefield=nothing", "search-includefield"],
  ["/pacs/studies", "includefield=ALL", "search-includefield"],
  ["/pacs/studies", "includefield=0040027", "search-includefield"],
  ["/pacs/studies", "includefield=00400275.", "search-includefield"],
  ["/pacs/studies", "includefield=.00400009", "search-includefield"],
  ["/pacs/studies", "OtherPatientIDsSequence.00100020=1", "search-sequence"],
  ["/pacs/instances", "00400275.00400009=1", "search-sequence"],
  ["/pacs/series", "00081110.00081150=1", "search-sequence"],
  // Orthanc would get neither value, and list the series of all patients.
  ["/pacs/series", "PatientID=A%26B&RequestAttributesSequence.RequestedProcedureID=R1", "search-sequence"],
  ["/pacs/series", "RequestAttributesSequence.RequestedProcedureID=R1&SeriesDescription=M%C3%BC*", "search-sequence"],
  ["/pacs/series", `00400275.00400009=${"x".repeat(65)}`, "search-value"],
  ["/pacs/series", "00400275.x=1", "search-unknown-key"],
  ["/pacs/series", "00400275..00400009=1", "search-unknown-key"],
  ["/pacs/studies", "emptyvaluematching=true&StudyDate=", "search-emptyvaluematching"],
  ["/pacs/studies", "emptyvaluematching=1", "search-flag"],
  ["/pacs/studies", "multiplevaluematching=yes", "search-flag"],
  ["/pacs/studies", "includefield=", "search-includefield"],
  ["/pacs/studies", "includefield=00100010,,00100020", "search-includefield"],
  ["/pacs/studies", "StudyInstanceUID=*", "search-value"],
  ["/pacs/studies", "StudyInstanceUID=1.2,", "search-value"],
  ["/pacs/studies", "StudyDate=2020-01-01", "search-value"],
  ["/pacs/studies", "StudyDate=-", "search-value"],
  ["/pacs/studies", "StudyDate=*", "search-value"],
  ["/pacs/studies", `PatientName=${"x".repeat(257)}`, "search-value"],
])("the search %s?%s is refused as %s", async (path, query, reason) => {
  expect(await rebuild("GET", path, query)).toMatchObject({ status: 400, reason });
});

/** The inner servers of transactions: `searches` resolves them, and Orthanc never sees them as they are. */
async function serversOf(transactions: readonly unknown[]): Promise<string[]> {
  const rows = await callLuaMany(
    transactions.map((transaction) => ({
      module: "gateway.routes.transactions",
      fn: "dicomwebRow",
      args: [transaction],
    })),
  );
  return rows.map(([row]) => (row as { server: string }).server);
}

const SERIES = "/pacs/studies/1.2/series";

test("a search value can't become a parameter, although Orthanc decodes the query before splitting it", async () => {
  for (const value of ["a&_method=DELETE", "&limit=0", "&", "A&E", "*&*", "%26", "&&&includefield=all", "é&1"]) {
    const query = `StudyDescription=${encodeURIComponent(value)}&PatientID=1%262&Modality=CT&includefield=PatientSex`;
    const [transaction] = await callLua("gateway.dicomweb.parse", "parseDicomweb", "GET", SERIES, query, {});
    expect(await serversOf([transaction])).toEqual(["searches"]);
    const { path = "" } = await rebuild("GET", SERIES, query);
    const [wanted] = await callLua("gateway.searches.wanted", "readWanted", path);
    const filters = { "00081030": value, "00100020": "1&2", "00080060": "CT", "0020000D": "1.2" };
    expect(wanted).toMatchObject({ filters });
    // What Orthanc is asked then: the attributes are returned all the same.
    const { rest } = wanted as { rest: string };
    expect(rest).not.toContain("%26");
    expect(rest).toContain("includefield=00100020&");
    expect(
      decodeURIComponent(rest)
        .split("&")
        .every((piece) => /^([\dA-F]{8}|includefield)=|^$/.test(piece)),
    ).toBe(true);
  }
  const bytes = Array.from({ length: 95 }, (_, i) => encodeURIComponent(String.fromCharCode(32 + i)));
  const parsed = await callLuaMany(
    bytes.map((byte) => ({
      module: "gateway.dicomweb.parse",
      fn: "parseDicomweb",
      args: ["GET", "/pacs/series", `PatientName=a${byte}b`, {}],
    })),
  );
  const transactions = parsed.flatMap(([transaction]) => (transaction === null ? [] : [transaction]));
  expect(transactions).toHaveLength(95);
  expect(await serversOf(transactions)).toEqual(bytes.map((byte) => (byte === "%26" ? "searches" : "archive")));
  const built = await callLuaMany(
    transactions.map((transaction) => ({ module: "gateway.dicomweb.build", fn: "buildDicomweb", args: [transaction] })),
  );
  for (const [request] of built) {
    expect((request as Built).path).toMatch(/^\/dicom-web\/series\?00100010=[^&]*&limit=1000$/);
  }
});
