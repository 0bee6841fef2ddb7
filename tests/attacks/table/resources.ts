/** Malformed names of things, and resources that are not of DICOMweb. */
import { refused, refusedTargets, get, change, type AttackClass } from "../request";

const BAD_UIDS = [
  "*",
  "%2a",
  ".1.2",
  "1..2",
  "1.2.",
  "1.a",
  "1,2",
  "1.2%20",
  "-1.2",
  "1.2'",
  "undefined",
  "null",
  "1.2|1.3",
  "$1",
  "{}",
];

export const RESOURCE_CLASSES: readonly AttackClass[] = [
  {
    name: "forms of UIDs",
    attacks: ({ study, series }) =>
      refusedTargets([
        ...BAD_UIDS.map((uid) => `/pacs/studies/${uid}`),
        ...BAD_UIDS.slice(0, 6).map((uid) => `/pacs/studies/${study}/series/${uid}/metadata`),
        ...BAD_UIDS.slice(0, 6).map((uid) => `/pacs/studies/${study}/series/${series}/instances/${uid}`),
      ]),
  },
  {
    name: "frame lists",
    attacks: ({ study, series, instance }) =>
      refusedTargets(
        [
          "0",
          "01",
          "-1",
          "1,",
          ",1",
          "1,,2",
          "1.5",
          "1e1",
          "0x1",
          "1234567890",
          "1-3",
          "*",
          "all",
          "1%2c2",
          "1/2",
          "1,2/rendered",
          "%31",
        ].map((frames) => `/pacs/studies/${study}/series/${series}/instances/${instance}/frames/${frames}`),
      ),
  },
  {
    name: "bulk data paths",
    attacks: ({ study, series, instance }) =>
      refusedTargets(
        [
          ...[
            "PixelData",
            "7fe0001",
            "7fe000100",
            "xyz",
            "52009230/0/00420011",
            "52009230/1",
            "52009230/-1/00420011",
            "..%5c",
          ],
          ...[
            "../../tags",
            "52009230/1/../../00420011",
            "00420011/",
            "/00420011",
            "52009230/1000000/0",
            "00420011?x",
            "0042,0011",
          ],
        ].map((path) => `/pacs/studies/${study}/series/${series}/instances/${instance}/bulk/${path}`),
      ),
  },
  {
    name: "the DICOMweb plugin's own resources",
    attacks: (site) => [
      ...refusedTargets([
        ...[
          "/pacs/servers",
          "/pacs/servers/x",
          "/pacs/servers/x/get",
          "/pacs/dicom-web/servers",
          "/pacs/info",
          "/pacs/app/client/index.html",
        ],
        ...[
          "/pacs/app/libs/axios.min.js",
          "/pacs/studies/1.2/update-dicomweb-cache",
          "/pacs/dicom-web/dicom-web/studies",
        ],
        ...[
          "/pacs/patients",
          "/pacs/system",
          "/pacs/wado",
          "/pacs/rs/studies",
          "/wado?requestType=WADO",
          "/dicom-web/studies",
        ],
        ...["/pacs/studies/1.2/rendered/x", "/pacs/studies/1.2/series/1.3/instances/1.4/tags", "/pacs/workitems"],
      ]),
      refused(change(site, "POST", "/pacs/servers/x/stow", [["Content-Type", "application/json"]], "{}"), true),
      refused(
        change(site, "PUT", "/pacs/servers/x", [["Content-Type", "application/json"]], '{"Url":"http://evil.example"}'),
        true,
      ),
      refused(change(site, "POST", "/pacs/studies/1.2/series", [["Content-Type", "application/json"]], "{}")),
    ],
  },
  {
    name: "other methods",
    attacks: (site) => [
      ...[
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "PROPPATCH",
        "MKCOL",
        "COPY",
        "MOVE",
        "LOCK",
      ].flatMap((method) => [
        refused(change(site, method, `/pacs/studies/${site.study}`), true),
        refused(change(site, method, "/pacs-admin/system"), true),
      ]),
      ...[
        "SEARCH",
        "REPORT",
        "PURGE",
        "DEBUG",
        "TRACK",
        "get",
        "GeT",
        "DELETE\t",
        "G\x00ET",
        "X".repeat(200),
        "PRI",
        "HEAD",
      ].map((method) => refused(change(site, method, `/pacs/studies/${site.study}`), true)),
      ...["POST", "PUT", "DELETE", "PROPFIND"].map((method) => refused(get("/login", [], method))),
    ],
  },
  {
    name: "beside the admin's map",
    attacks: (site) => [
      ...refusedTargets(
        [
          ...[
            "statistics",
            "changes",
            "exports",
            "tools",
            "tools/log-level",
            "tools/metrics-prometheus",
            "tools/now",
            "tools/generate-uid",
          ],
          ...[
            "webdav/",
            "webdav/by-dates/",
            "dicom-web/studies",
            "dicom-web/servers",
            "wado",
            "storage",
            "ui/app/",
            "orthanc-explorer-2",
          ],
          ...[
            "tools/dicom-conformance",
            "tools/default-encoding",
            "modalities/x/configuration",
            "peers/x/system",
            "plugins/../system",
          ],
          ...[
            "instances/1/export",
            "jobs/1/archive",
            "studies/../system",
            "patients/*",
            "app/..%5c..%5csystem",
            "app/../system",
            "app/",
          ],
          ...[
            "app/explorer.html/",
            "app/.htaccess",
            "app/x.php",
            "app/explorer.json",
            "queries",
            "acl",
            "auth/tokens",
            "lookup",
          ],
        ].map((path) => `/pacs-admin/${path}`),
      ),
      ...[
        ...[
          "POST tools/execute-script",
          "POST tools/reset",
          "POST tools/shutdown",
          "POST tools/create-dicom",
          "POST tools/bulk-delete",
        ],
        ...[
          "POST tools/bulk-modify",
          "POST tools/bulk-anonymize",
          "POST tools/create-archive",
          "POST tools/create-media",
          "POST tools/lookup",
        ],
        ...[
          "PUT tools/log-level",
          "PUT tools/default-encoding",
          "PUT tools/accepted-transfer-syntaxes",
          "PUT tools/unknown-sop-class-accepted",
        ],
        ...[
          "PUT modalities/x",
          "DELETE modalities/x",
          "PUT peers/x",
          "DELETE peers/x",
          "DELETE changes",
          "DELETE exports",
          "DELETE patients",
        ],
        ...[
          "PUT webdav/x",
          "POST dicom-web/servers/x/stow",
          "PUT dicom-web/servers/x",
          "POST studies/1/modify",
          "POST studies/1/merge",
        ],
        ...[
          "POST studies/1/split",
          "POST series/1/reconstruct",
          "POST modalities/x/move",
          "POST modalities/x/get",
          "PUT instances/1/metadata/x",
        ],
        ...[
          "POST system",
          "DELETE plugins/x",
          "POST plugins",
          "PUT tools/metrics",
          "POST tools/labels",
          "POST modalities/x/storage-commitment",
        ],
      ].map((line) => {
        const [method = "", path = ""] = line.split(" ");
        return refused(change(site, method, `/pacs-admin/${path}`, [["Content-Type", "application/json"]], "{}"), true);
      }),
    ],
  },
  {
    name: "queries on the admin's map",
    attacks: () =>
      refusedTargets(
        [
          ...[
            "studies",
            "studies?limit=5",
            "studies?since=0",
            "studies?since=0&limit=1001",
            "studies?since=0&limit=0",
            "studies?since=-1&limit=1",
          ],
          ...[
            "studies?since=0&limit=1&requested-tags=x",
            "studies?since=0&limit=1&expand=false",
            "system?x",
            "system?_=x",
            "system?_=1&_=2",
          ],
          ...[
            "system?callback=f",
            "patients?since=0&limit=1&full&full",
            "app/explorer.html?file=/etc/passwd",
            "plugins/explorer.js?x=1",
          ],
          ...["studies?since=0&limit=%31%30%30%30%30", "studies?since=0%26limit=1"],
        ].map((path) => `/pacs-admin/${path}`),
      ),
  },
];
