/** JSON and words that the administration's requests take, with more or other things in them. */
import { change, refused, type AttackClass, type Site } from "../request";

const ID = "00000000-00000000-00000000-00000000-00000000";
const UUID = "00000000-0000-0000-0000-000000000000";

const post = (site: Site, path: string, body: string) =>
  refused(change(site, "POST", `/pacs-admin${path}`, [["Content-Type", "application/json"]], body));

const find = (more: string): string => `{"Level":"Study","Query":{}${more}}`;

export const DOCUMENT_CLASSES: readonly AttackClass[] = [
  {
    name: "documents that are none",
    attacks: (site) =>
      [
        ...["", "null", "0", '"x"', "true", "{", "}", "{}{}", "{'Level':'Study'}", '{"Level":"Study",}', "[", "]"],
        ...["[".repeat(20000), `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`, "\xef\xbb\xbf{}", "\0{}", "{}\0", "NaN"],
      ].flatMap((body) => [post(site, "/tools/find", body), post(site, `/studies/${ID}/anonymize`, body)]),
  },
  {
    name: "keys that a document does not take",
    attacks: (site) => [
      ...[
        "ResponseContent",
        "RequestedTags",
        "OrderBy",
        "MetadataQuery",
        "ParentPatient",
        "Short",
        "limit",
        "Limit ",
      ].map((key) => post(site, "/tools/find", find(`,"${key}":[]`))),
      ...["Resources", "Transcode", "LossyQuality", "UserData", "Permissive", "Priority", "PrivateCreator"].flatMap(
        (key) =>
          ["patients", "studies", "series", "instances"].map((level) =>
            post(site, `/${level}/${ID}/anonymize`, `{"${key}":1}`),
          ),
      ),
      ...["LocalAet", "MoveOriginatorAet", "MoveOriginatorID", "StorageCommitment", "Transcode", "Host"].flatMap(
        (key) => [
          post(site, "/modalities/x/store", `{"Resources":[],"${key}":"x"}`),
          post(site, "/modalities/x/query", find(`,"${key}":"x"`)),
          post(site, "/modalities/x/echo", `{"${key}":"x"}`),
          post(site, "/peers/x/store", `{"Resources":[],"${key}":"x"}`),
        ],
      ),
    ],
  },
  {
    name: "values that a document does not take",
    attacks: (site) => [
      ...["0", "-1", "1001", "1e9", "1.5", '"1"', "null", "[]", "Infinity", "0x10", "18446744073709551617"].map(
        (limit) => post(site, "/tools/find", find(`,"Limit":${limit}`)),
      ),
      ...[
        '{"Force":true}',
        '{"KeepSource":false}',
        '{"KeepSource":0}',
        '{"Keep":{"a":"b"}}',
        '{"Replace":["x"]}',
      ].flatMap((body) =>
        ["patients", "studies", "series"].map((level) => post(site, `/${level}/${ID}/anonymize`, body)),
      ),
      ...['["../system"]', '[""]', `["${ID}\\u0000"]`, `"${ID}"`, "[[]]", "[null]"].flatMap((resources) => [
        post(site, "/modalities/x/store", `{"Resources":${resources}}`),
        post(site, "/peers/x/store", `{"Resources":${resources}}`),
      ]),
      ...['{"PatientName":"\\u0000"}', '{"PatientName":{"a":1}}', '{"a":"b"}', '{"PatientName":"\xff"}'].map((query) =>
        post(site, "/tools/find", `{"Level":"Study","Query":${query}}`),
      ),
    ],
  },
  {
    name: "words that are none",
    attacks: (site) => [
      ...["", "2", "true", "1 ", '{"x":1}'].map((word) =>
        refused(change(site, "PUT", `/pacs-admin/patients/${ID}/protected`, [], word)),
      ),
      ...["", "A\\B", '{"TargetAet":"X"}', "A\nB", "ABCDEFGHIJKLMNOPQ"].map((word) =>
        refused(change(site, "POST", `/pacs-admin/queries/${UUID}/answers/0/retrieve`, [], word)),
      ),
    ],
  },
];
