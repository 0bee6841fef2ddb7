/** Malformed names of things, and resources that are not of DICOMweb. */
import { redirectedTargets, refused, refusedTargets, get, change, type AttackClass } from "../request";

/** What stands in the place of a UID and is none. */
export const BAD_UIDS = [
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
    attacks: ({ study, series, instance }) => {
      const bulk = `/pacs/studies/${study}/series/${series}/instances/${instance}/bulk`;
      return [
        ...redirectedTargets([
          [`${bulk}/00420011/`, `${bulk}/00420011`],
          [`${bulk}//00420011`, `${bulk}/00420011`],
        ]),
        ...refusedTargets(
          [
            ...[
              "PixelData",
              "7fe0001",
              "7fe000100",
              "xyz",
              "52009230/0/00420011",
              "52009230/1",
              "52009230/-1/00420011",
            ],
            ...["..%5c", "../../tags", "52009230/1/../../00420011", "52009230/1000000/0", "00420011?x", "0042,0011"],
          ].map((path) => `${bulk}/${path}`),
        ),
      ];
    },
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
      ].map((method) => refused(change(site, method, `/pacs/studies/${site.study}`), true)),
      ...["POST", "PUT", "DELETE", "PROPFIND"].map((method) => refused(get("/login", [], method))),
    ],
  },
  {
    name: "rendering parameters",
    attacks: ({ study, series, instance }) =>
      refusedTargets(
        [
          ...["viewport=99999,99999", "viewport=0,0", "viewport=-1,1", "viewport=1", "viewport=1,1,-1", "viewport=a,b"],
          ...[
            "window=1,0,linear",
            "window=1,1,evil",
            "window=nan,1,linear",
            "window=1e9,1,linear",
            "quality=0",
            "quality=101",
          ],
          ...[
            "quality=-1",
            "quality=1.5",
            "annotation=%3Cscript%3E",
            "iccprofile=..",
            "_method=DELETE",
            "charset=x",
            "accept=text/html",
          ],
        ].map((query) => `/pacs/studies/${study}/series/${series}/instances/${instance}/rendered?${query}`),
      ),
  },
];
