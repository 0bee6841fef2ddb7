/** Bodies where none belongs, of another kind than they claim, from another site, or framed in two ways. */
import { combine } from "../generate";
import { change, get, inert, refused, type AttackClass, type AttackRequest, type Site } from "../request";

const STOW = 'multipart/related; type="application/dicom"; boundary=b';
const PARTS = "--b\r\nContent-Type: application/dicom\r\n\r\nno DICOM\r\n--b--\r\n";
const JSON_TYPE = ["Content-Type", "application/json"] as const;

const store = (site: Site, headers: AttackRequest["headers"], body = PARTS): AttackRequest =>
  change(site, "POST", "/pacs/studies", headers, body);

export const BODY_CLASSES: readonly AttackClass[] = [
  {
    name: "encoded bodies",
    attacks: (site) => [
      ...["gzip", "deflate", "br", "compress", "identity", "x-gzip", "gzip, gzip", "zstd"].map((coding) =>
        refused(
          store(site, [
            ["Content-Type", STOW],
            ["Content-Encoding", coding],
          ]),
        ),
      ),
      refused(
        store(site, [
          ["Content-Type", STOW],
          ["Content-Encoding", "identity"],
          ["Content-Encoding", "gzip"],
        ]),
      ),
      refused(change(site, "POST", "/pacs-admin/tools/find", [JSON_TYPE, ["Content-Encoding", "gzip"]], "{}")),
      refused(
        change(
          site,
          "POST",
          "/pacs-admin/instances",
          [
            ["Content-Type", "application/dicom"],
            ["Content-Encoding", "gzip"],
          ],
          "x",
        ),
      ),
    ],
  },
  {
    name: "types of a stored body",
    attacks: (site) =>
      [
        ...[
          "application/dicom",
          "application/zip",
          "text/plain",
          "multipart/form-data; boundary=b",
          "application/json",
          "",
          "x",
          "*/*",
        ],
        ...[
          "multipart/related",
          "multipart/related; boundary=b",
          'multipart/related; type="application/dicom"',
          `${STOW}; boundary=c`,
        ],
        ...[
          'multipart/related; type="application/dicom+json"; boundary=b',
          'multipart/related; type="application/dicom+xml"; boundary=b',
        ],
        ...[`${STOW}; type="text/html"`, `multipart/related; type="application/dicom"; boundary="${"b".repeat(71)}"`],
        ...[
          'multipart/related; type="application/dicom"; boundary="a b"',
          'multipart/related; type="application/dicom"; boundary="a=b"',
        ],
        ...[
          'multipart/related; type="application/dicom"; boundary="a\\"b"',
          'multipart/related; type="application/dicom"; boundary=',
        ],
        ...[
          'multipart/related; type="application/dicom"; boundary="b\x01"',
          "multipart/mixed; type=application/dicom; boundary=b",
        ],
      ].map((type) => refused(store(site, [["Content-Type", type]]))),
  },
  {
    name: "bodies on GET",
    attacks: (site) => [
      ...[
        "/pacs/studies",
        `/pacs/studies/${site.study}`,
        `/pacs/studies/${site.study}/metadata`,
        "/pacs-admin/system",
      ].flatMap((path) => [
        refused(get(path, [], "GET", "abc")),
        refused(get(path, [["Transfer-Encoding", "chunked"]], "GET", "3\r\nabc\r\n0\r\n\r\n")),
        refused(get(path, [["Transfer-Encoding", "chunked"]], "GET", "0\r\n\r\n")),
      ]),
      refused(get("/pacs-admin/app/explorer.html", [], "GET", "abc")),
      inert(get("/pacs-admin/modalities"), get("/pacs-admin/modalities", [["Content-Length", "0"]])),
      inert(get("/pacs-admin/modalities"), get("/pacs-admin/modalities", [["Content-Type", "application/json"]])),
      inert(get("/pacs-admin/modalities"), get("/pacs-admin/modalities", [["Content-Encoding", "gzip"]])),
    ],
  },
  {
    name: "changes from another site",
    attacks: (site) => {
      const foreign = [
        "http://evil.example",
        "null",
        `${site.url}.evil.example`,
        `${site.url}/`,
        site.url.toUpperCase(),
        `${site.url}, x`,
        "",
      ];
      const targets: readonly (readonly [string, string, AttackRequest["headers"], string])[] = [
        ["POST", "/pacs/studies", [["Content-Type", STOW]], PARTS],
        ["POST", "/logout", [], ""],
        ["POST", "/password", [["Content-Type", "application/x-www-form-urlencoded"]], "current=x&password=y&repeat=y"],
        ["DELETE", "/pacs-admin/studies/00000000-00000000-00000000-00000000-00000000", [], ""],
        ["POST", "/pacs-admin/tools/find", [["Content-Type", "text/plain"]], "{}"],
      ];
      return targets.flatMap(([method, target, headers, body]) => [
        ...foreign.map((origin) => refused({ method, target, headers: [["Origin", origin], ...headers], body }, true)),
        refused({ method, target, headers, body }, true),
        refused({ method, target, headers: [["Referer", `${site.url}/`], ...headers], body }, true),
        ...["cross-site", "same-site", "none"].map((from) =>
          refused(change(site, method, target, [["Sec-Fetch-Site", from], ...headers], body), true),
        ),
      ]);
    },
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
  {
    name: "two framings",
    attacks: (site) =>
      combine<AttackRequest["headers"], string>(
        [
          [
            ["Content-Length", "6"],
            ["Transfer-Encoding", "chunked"],
          ],
          [
            ["Transfer-Encoding", "chunked"],
            ["Content-Length", "6"],
          ],
          [["Transfer-Encoding", "chunked, identity"]],
          [["Transfer-Encoding", "identity, chunked"]],
          [["Transfer-Encoding", "xchunked"]],
          [["Transfer-Encoding", "gzip, chunked"]],
          [
            ["Transfer-Encoding", "chunked"],
            ["Transfer-Encoding", "identity"],
          ],
          [
            ["Content-Length", "5"],
            ["Content-Length", "6"],
          ],
          [["Content-Length", "+5"]],
          [["Content-Length", "-5"]],
          [["Content-Length", "0x5"]],
          [["Content-Length", "5, 5"]],
          [["Content-Length", "99999999999999999999"]],
        ],
        ["/pacs/studies", "/pacs-admin/tools/find"],
      ).map(([headers, target]) =>
        refused(change(site, "POST", target, [["Content-Type", STOW], ...headers], "0\r\n\r\nX")),
      ),
  },
  {
    name: "targets of the login's redirect",
    attacks: () => [
      ...[
        ...["//evil.example", "///evil.example", "http://evil.example", "https:evil.example", "//evil.example/%2e%2e"],
        ...["javascript:alert(1)", "%2f%2fevil.example", "/%5cevil.example", "data:text/html,x", "evil.example"],
        ...["/login", "/login?to=//evil.example", "/password", "%0d%0aLocation:%20http://evil.example", "/%0aevil"],
        ...["", "/x%00", "@evil.example"],
      ].map((to) => inert(get("/login?to=/"), get(`/login?to=${to}`))),
      refused(get("/login?to=/\\evil.example")),
      refused(get("/login?to=\\\\evil.example")),
    ],
  },
];
