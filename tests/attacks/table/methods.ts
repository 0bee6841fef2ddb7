/** Methods that stand for GET, or ask what there is. */
import { change, get, inertHeaders, refused, type AttackClass } from "../request";

export const METHOD_CLASSES: readonly AttackClass[] = [
  {
    name: "HEAD and OPTIONS",
    attacks: (site) => [
      // A HEAD is read from anywhere, as a GET is; other sites cannot see the answer.
      refused(change(site, "OPTIONS", "/pacs/studies", [["Origin", "https://evil.example"]])),
      ...["HEAD", "OPTIONS"].flatMap((method) => [
        ...[
          "/pacs/studies/..%5c..%5cstatistics",
          "/pacs/studies/../../system",
          "/pacs/servers",
          "/pacs/nothing",
          "/pacs-admin/tools/execute-script",
          "/pacs-admin/..%5cx",
          "/.problem",
        ].map((target) => refused(change(site, method, target))),
        refused(change(site, method, `/pacs/studies/${site.study}`, [["Transfer-Encoding", "x"]])),
      ]),
    ],
  },
  {
    name: "HEAD that means another method",
    attacks: (site) => [
      refused(get(`/pacs/studies/${site.study}?_method=DELETE`, [], "HEAD"), true),
      refused(get(`/pacs/studies/${site.study}`, [["Content-Length", "1"]], "HEAD", "x"), true),
      ...inertHeaders(get(`/pacs/studies/${site.study}/metadata`, [], "HEAD"), [
        ["X-HTTP-Method-Override", "DELETE"],
        ["X-HTTP-Method", "DELETE"],
        ["X-Method-Override", "PUT"],
      ]),
    ],
  },
];
