import { describe, expect, inject, test } from "vitest";
import { callLua } from "../../../../support/lua";
import { callLuaAt } from "../../../../support/lua-calls";

const ID = "b9c08539-26f93bde-c81ab0d7-bffaf2cb-a4d0bdd0";
const STUDY = "/studies/{id}/anonymize";
const INSTANCE = "/instances/{id}/anonymize";
const FIND = "/tools/find";
const STORE = "/modalities/{name}/store";
const QUERY = "/modalities/{name}/query";
const ECHO = "/modalities/{name}/echo";
const PROTECTED = "/patients/{id}/protected";
const RETRIEVE = "/queries/{uuid}/answers/{number}/retrieve";

async function rewrite(template: string, body: string): Promise<{ text?: string; reason?: string; detail?: string }> {
  const results = await callLua("gateway.admin.documents.rewrite", "rewriteBody", template, body);
  const [text, refusal] = results as [string | null, { reason: string; detail: string; status: number }?];
  if (text !== null) return { text };
  expect(refusal?.status).toBe(400);
  return refusal ?? {};
}

/** The body of a search with more in it. */
const find = (more: string): string => `{"Level":"Study","Query":{}${more}}`;

describe("request bodies of Orthanc Explorer 1.13", () => {
  test.each<[string, string]>([
    [
      FIND,
      '{"Level":"Study","Expand":true,"Limit":101,"Query":{"StudyDate":"20260101-","PatientID":"*a*","ModalitiesInStudy":"CT\\\\MR"},"Full":true,"Labels":["x","y-Z_1"]}',
    ],
    [STUDY, '{ "Keep" : [ "SeriesDescription", "StudyDescription" ] }'],
    [INSTANCE, '{ "Keep" : [ "SeriesDescription", "StudyDescription" ] }'],
    [STORE, `{"Synchronous":false,"Resources":["${ID}"]}`],
    ["/peers/{name}/store", `{"Synchronous":false,"Resources":["${ID}"]}`],
    [
      QUERY,
      '{"Level":"Study","Query":{"AccessionNumber":"","PatientBirthDate":"","PatientID":"","PatientName":"ÄÖ*","PatientSex":"","StudyDate":"","StudyDescription":""}}',
    ],
    [QUERY, '{"Level":"Series","Query":{"Modality":"","SeriesInstanceUID":"","StudyInstanceUID":"1.2.3"}}'],
    [ECHO, "{}"],
  ])("%s: the JSON body %s means the same after rewriting", async (template, body) => {
    const { text } = await rewrite(template, body);
    expect(JSON.parse(text ?? "")).toEqual(JSON.parse(body));
  });

  test.each([
    [PROTECTED, "0"],
    [PROTECTED, "1"],
    [RETRIEVE, "ORTHANC"],
    [RETRIEVE, "WS 1_a-b.c"],
  ])("%s: the plain body %s is unchanged", async (template, body) => {
    expect(await rewrite(template, body)).toEqual({ text: body });
  });
});

describe("rewritten request bodies", () => {
  test("a rewritten body has its keys in order, no white space and none of the client's own spelling", async () => {
    const body = '\n{"Query" : { "PatientName":"\\u0041\\/" },\t"Level":"\\u0053tudy", "Limit": 1e2}';
    expect(await rewrite(FIND, body)).toEqual({
      text: '{"Level":"Study","Limit":100,"Query":{"PatientName":"A\\/"}}',
    });
  });

  test("of two equal keys in a body, the last one is written once", async () => {
    expect(await rewrite(FIND, find(',"Limit":5000,"Limit":5'))).toEqual({
      text: '{"Level":"Study","Limit":5,"Query":{}}',
    });
  });

  test("empty lists in a body stay lists, and empty objects stay objects", async () => {
    expect(await rewrite(FIND, find(',"Labels":[]'))).toEqual({
      text: '{"Labels":[],"Level":"Study","Limit":1000,"Query":{}}',
    });
    expect(await rewrite(STUDY, '{"Keep":[],"Replace":{}}')).toEqual({ text: '{"Keep":[],"Replace":{}}' });
  });

  test("a /tools/find body with non-ASCII letters asks for all matches, since the archive compares them after the limit", async () => {
    const body = '{"Level":"Study","Query":{"PatientName":"*Ж*"},"Limit":101,"Since":0}';
    expect(await rewrite(FIND, body)).toEqual({
      text: '{"Level":"Study","Limit":10000,"Query":{"PatientName":"*Ж*"},"Since":0}',
    });
    expect(await rewrite(FIND, body.replace('"Since":0', '"Since":7'))).toEqual({
      text: '{"Level":"Study","Limit":101,"Query":{"PatientName":"*Ж*"},"Since":7}',
    });
  });
});

test.each<[string, string, string]>([
  [FIND, "", "body-json"],
  // What is not in Orthanc's index it looks for in stored files.
  [FIND, '{"Level":"Instance","Query":{"00280103":"7"}}', "body-value"],
  [FIND, '{"Level":"Study","Query":{"PixelSpacing":"1"}}', "body-value"],
  [FIND, "null", "body-json"],
  [FIND, '"Level"', "body-json"],
  [FIND, "5", "body-json"],
  [FIND, '{"Level":"Study"', "body-json"],
  [FIND, `${find("")}{}`, "body-json"],
  [FIND, `\uFEFF${find("")}`, "body-json"],
  [FIND, "[".repeat(2000) + "]".repeat(2000), "body-json"],
  ...["0x10", "NaN", "Infinity", "-Infinity", "+1", ".5", "nan"].map((number): [string, string, string] => [
    FIND,
    find(`,"Limit":${number}`),
    "body-json",
  ]),
  [FIND, `${find("")}\0`, "body-json"],
  [FIND, `\0${find("")}`, "body-json"],
  [FIND, "{}", "body-missing-key"],
  [FIND, "[]", "body-missing-key"],
  [FIND, '{"Level":"Study"}', "body-missing-key"],
  [FIND, '["Level","Query"]', "body-unknown-key"],
  [FIND, find(',"level":"Study"'), "body-unknown-key"],
  [FIND, find(',"Level\\u0000":"Study"'), "body-unknown-key"],
  ...["ResponseContent", "RequestedTags", "Short", "OrderBy", "ParentPatient", "MetadataQuery"].map(
    (key): [string, string, string] => [FIND, find(`,"${key}":[]`), "body-unknown-key"],
  ),
  ...["study", "Studies", "", "*"].map((level): [string, string, string] => [
    FIND,
    `{"Level":"${level}","Query":{}}`,
    "body-value",
  ]),
  ...["0", "1001", "-1", "1.5", "1e9", '"5"', "true", "null", "[]", "99999999999999999999"].map(
    (limit): [string, string, string] => [FIND, find(`,"Limit":${limit}`), "body-value"],
  ),
  ...["-1", "0.5", "1e18", "null"].map((since): [string, string, string] => [
    FIND,
    find(`,"Since":${since}`),
    "body-value",
  ]),
  ...['["a b"]', '["*"]', '[""]', "[null]", '{"a":"b"}', '"a"', `["${"x".repeat(65)}"]`].map(
    (labels): [string, string, string] => [FIND, find(`,"Labels":${labels}`), "body-value"],
  ),
  [FIND, find(',"LabelsConstraint":"all"'), "body-value"],
  [FIND, find(',"Expand":1'), "body-value"],
  ...[
    '{"PatientName":5}',
    '{"PatientName":["a"]}',
    '{"PatientName":"a\\u0000"}',
    '{"PatientName":"a\\nb"}',
    '{"patientName":"a"}',
    '{"":"a"}',
    '{"0010":"a"}',
    '{"0010-0010":"a"}',
    '{"PatientName.x":"a"}',
    `{"PatientName":"${"x".repeat(1025)}"}`,
    '["PatientName"]',
    "null",
    `{${Array.from({ length: 65 }, (_, i) => `"A${i}":""`).join(",")}}`,
  ].map((query): [string, string, string] => [FIND, `{"Level":"Study","Query":${query}}`, "body-value"]),
  [STUDY, '{"KeepSource":false}', "body-keep-source"],
  [STUDY, '{"KeepSource":"true"}', "body-keep-source"],
  [STUDY, '{"Force":true}', "body-force"],
  [STUDY, '{"Force":1}', "body-force"],
  [INSTANCE, '{"Force":true}', "body-force"],
  [INSTANCE, '{"KeepSource":true}', "body-unknown-key"],
  [INSTANCE, '{"Transcode":"1.2.840.10008.1.2.4.50"}', "body-unknown-key"],
  ...["Transcode", "LossyQuality", "UserData", "Permissive", "Priority", "PrivateCreator", "Resources"].map(
    (key): [string, string, string] => [STUDY, `{"${key}":1}`, "body-unknown-key"],
  ),
  [STUDY, '{"Keep":"PatientName"}', "body-value"],
  [STUDY, '{"Keep":[{}]}', "body-value"],
  [STUDY, '{"Replace":{"PatientName":{"a":"b"}}}', "body-value"],
  [STUDY, '{"DicomVersion":"2042"}', "body-value"],
  [STORE, "{}", "body-missing-key"],
  [STORE, `"${ID}"`, "body-json"],
  [STORE, `["${ID}"]`, "body-unknown-key"],
  [STORE, '{"Resources":["../../system"]}', "body-value"],
  [STORE, `{"Resources":["${ID.toUpperCase()}"]}`, "body-value"],
  ...["LocalAet", "MoveOriginatorAet", "MoveOriginatorID", "StorageCommitment", "Permissive", "Transcode"].map(
    (key): [string, string, string] => [STORE, `{"Resources":["${ID}"],"${key}":"x"}`, "body-unknown-key"],
  ),
  [ECHO, '{"Timeout":0}', "body-value"],
  [ECHO, '{"Timeout":86400}', "body-value"],
  [ECHO, '{"CheckFind":true}', "body-unknown-key"],
  ...["", "2", "true", "01", "1\n", " 1"].map((word): [string, string, string] => [PROTECTED, word, "body-text"]),
  ...["", '{"TargetAet":"X"}', "A\\B", "A\n", " A", "ABCDEFGHIJKLMNOPQ", "ä"].map((word): [string, string, string] => [
    RETRIEVE,
    word,
    "body-text",
  ]),
])("%s: the body %s is refused as %s", async (template, body, reason) => {
  expect((await rewrite(template, body)).reason).toBe(reason);
});

test("a refused body is described by the schema's key, without any of the client's text", async () => {
  const { detail } = await rewrite(FIND, find(',"Limit":"DOE^JANE"'));
  expect(detail).toContain("Limit");
  expect(detail).not.toContain("DOE");
  expect((await rewrite(FIND, find(',"DoeJane":1'))).detail).not.toContain("Doe");
});

test("a body that is not UTF-8 is refused", async () => {
  const call = {
    module: "gateway.admin.documents.rewrite",
    fn: "rewriteBody",
    args: [FIND, '{"Level":"Study","Query":{"PatientName":"\xe4"}}'],
  };
  const [results] = await callLuaAt(inject("luaUrl"), [call], "latin1");
  expect(results?.[1]).toMatchObject({ reason: "body-value" });
});
