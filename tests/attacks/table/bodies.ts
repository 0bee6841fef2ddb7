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
        ...[`${STOW}; type="text/html"`, `multipart/related; type="application/dicom"; boundary="${"b".repeat(101)}"`],
        ...[
          'multipart/related; type="application/dicom"; boundary="a b "',
          'multipart/related; type="application/dicom"; boundary=a=b',
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
    name: "fields behind a hundred others",
    attacks: (site) => {
      const many = Array.from({ length: 100 }, (_, i) => [`X-Filler-${i}`, "x"] as const);
      return [
        refused(get("/pacs/studies", [...many, ["Content-Length", "3"]], "GET", "abc")),
        refused(get("/pacs/studies", [...many, ["Transfer-Encoding", "chunked"]], "GET", "3\r\nabc\r\n0\r\n\r\n")),
        refused(get(`/pacs/studies/${site.study}`, [...many, ["Accept", "text/html"]])),
        refused(get("/pacs-admin/system", [...many, ["Content-Length", "3"]], "GET", "abc")),
        refused(store(site, [["Content-Type", STOW], ...many, ["Content-Encoding", "gzip"]])),
        refused(
          change(site, "POST", "/pacs-admin/tools/find", [JSON_TYPE, ...many, ["Content-Encoding", "gzip"]], "{}"),
        ),
      ];
    },
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
];
