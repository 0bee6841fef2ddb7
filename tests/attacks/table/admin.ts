/** What Orthanc's administration has and the admin's map has not. */
import { change, refused, refusedTargets, type AttackClass } from "../request";

const JSON_TYPE = ["Content-Type", "application/json"] as const;
const PARTS = "--b\r\nContent-Type: application/dicom\r\n\r\nno DICOM\r\n--b--\r\n";

export const ADMIN_CLASSES: readonly AttackClass[] = [
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
  {
    name: "bodies on the admin's map",
    attacks: (site) => [
      refused(change(site, "POST", "/pacs-admin/instances", [["Content-Type", "application/zip"]], "PK")),
      refused(
        change(site, "POST", "/pacs-admin/instances", [["Content-Type", "multipart/form-data; boundary=b"]], PARTS),
      ),
      refused(change(site, "POST", "/pacs-admin/instances", [], "PK")),
      refused(change(site, "POST", "/pacs-admin/tools/find", [["Content-Type", "text/xml"]], "<x/>")),
      refused(change(site, "POST", "/pacs-admin/tools/find", [JSON_TYPE], " ".repeat(65537))),
      refused(
        change(
          site,
          "POST",
          "/pacs-admin/tools/find",
          [JSON_TYPE, ["Transfer-Encoding", "chunked"]],
          "2\r\n{}\r\n0\r\n\r\n",
        ),
      ),
      refused(change(site, "POST", "/pacs-admin/tools/find?expand", [JSON_TYPE], "{}")),
      refused(
        change(site, "DELETE", "/pacs-admin/studies/00000000-00000000-00000000-00000000-00000000", [JSON_TYPE], "{}"),
        true,
      ),
      refused(
        change(site, "PUT", "/pacs-admin/studies/00000000-00000000-00000000-00000000-00000000/labels/x", [], "body"),
        true,
      ),
    ],
  },
];
