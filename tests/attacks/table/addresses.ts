/** Spellings of an address that some reader takes for another one, and files that are nobody's. */
import { cases, combine, encoded } from "../generate";
import { get, inert, redirectedTargets, refused, refusedTargets, type AttackClass } from "../request";

const SEPARATORS = ["%5c", "%5C", "\\", "%2f", "%2F"];

export const ADDRESS_CLASSES: readonly AttackClass[] = [
  {
    name: "case of prefix and resource",
    attacks: () =>
      refusedTargets([
        ...cases("pacs").map((prefix) => `/${prefix}/studies`),
        ...cases("pacs-admin").map((prefix) => `/${prefix}/system`),
        ...cases("studies").map((name) => `/pacs/${name}`),
        ...cases("metadata").map((name) => `/pacs/studies/1.2.3/${name}`),
        ...cases("instances").map((name) => `/pacs-admin/${name}/`),
      ]),
  },
  {
    name: "empty and dotted segments",
    attacks: () =>
      refusedTargets([
        ...["//pacs/studies", "/pacs/./studies", "/./pacs/studies", "//pacs//studies", "///pacs/studies/"],
        ...[
          "/pacs//../studies",
          "/pacs/studies/./",
          "/pacs//%2e%2e//studies",
          "/pacs/\\/studies",
          "/pacs//evil.example",
        ],
        ...["/pacs//", "/pacs/dicom-web//", "/pacs//servers", "/pacs//dicom-web//dicom-web/studies"],
        ...[
          "/pacs//studies?_method=DELETE",
          "/pacs/studies/?a=%0d%0aLocation:%20//evil.example",
          "/pacs/studies/?%ff=1",
        ],
        ...["/pacs/studies/.", "/pacs/studies/..", "/pacs/studies/...", "/pacs/.../studies", "//pacs-admin/system"],
        ...["/pacs-admin//system", "/pacs-admin/./system", "/pacs-admin/system/", "/pacs-admin/app/./explorer.html"],
        ...[
          "/pacs-admin/app//explorer.html",
          "/x/../pacs/studies",
          "/gateway/../pacs/studies",
          "/login/../pacs/studies",
        ],
        ...["//upload", "/upload/", "/upload/.", "/./upload", "/upload/upload.js", "/gateway/upload.js/"],
      ]),
  },
  {
    name: "superfluous slashes",
    attacks: ({ study }) =>
      redirectedTargets([
        ["/pacs//studies", "/pacs/studies"],
        ["/pacs/studies/", "/pacs/studies"],
        ["/pacs////studies///", "/pacs/studies"],
        ["/pacs/dicom-web//studies/", "/pacs/dicom-web/studies"],
        [`/pacs//studies//${study}//series/?limit=5`, `/pacs/studies/${study}/series?limit=5`],
        ["/pacs//studies?PatientName=//evil.example/", "/pacs/studies?PatientName=%2F%2Fevil.example%2F"],
        ["/pacs/studies/?PatientName=<script>'\"", "/pacs/studies?PatientName=%3Cscript%3E%27%22"],
        ["/pacs/studies/?&&PatientID=a%2526_method=DELETE&", "/pacs/studies?PatientID=a%2526_method%3DDELETE"],
      ]),
  },
  {
    name: "encoded letters",
    attacks: () =>
      refusedTargets([
        `/pacs/${encoded("studies")}`,
        `/${encoded("pacs")}/studies`,
        `/${encoded("pacs", true)}/studies`,
        `/${encoded("pacs", false, true)}/studies`,
        `/pacs%2fstudies`,
        `/%2fpacs/studies`,
        `/pacs-admin/${encoded("system")}`,
        `/${encoded("pacs-admin")}/system`,
        `/pacs/studies%3fPatientID=1`,
        `/pacs/studies%23`,
        ...["l", "o", "g"].map((letter) => `/pacs/studies%20${encoded(letter)}`),
        "/%68ealthz",
        "/gateway/%67ateway.css",
      ]),
  },
  {
    name: "forms of the request target",
    attacks: ({ url }) => [
      ...refusedTargets([
        `${url}/pacs/studies`,
        "http://evil.example/pacs/studies",
        "http:/pacs/studies",
        "*",
        "pacs/studies",
      ]),
      ...refusedTargets([
        "127.0.0.1:8042",
        "file:///secrets/settings.json",
        "\\pacs\\studies",
        "?/pacs/studies",
        "/pacs/studies#x",
      ]),
      ...refusedTargets(["/pacs/studies HTTP/1.0", "/pacs/studies\t", "/pacs/stu dies", "//evil.example/pacs/studies"]),
    ],
  },
  {
    name: "wrong separators",
    attacks: ({ study, series, instance }) =>
      refusedTargets(
        SEPARATORS.flatMap((separator) => [
          ["/pacs", "studies", study].join("/").replace("/studies", `${separator}studies`),
          `/pacs/studies${separator}${study}`,
          `/pacs/studies/${study}${separator}series/${series}/instances/${instance}`,
        ]),
      ),
  },
  {
    name: "the viewer's page with any query",
    attacks: () =>
      [
        "?_method=DELETE",
        "?to=//evil.example",
        "?url=http://evil.example/x.json",
        "?%00",
        "?<script>",
        "?a=%0d%0a",
      ].map((query) => inert(get("/viewer"), get(`/viewer${query}`))),
  },
  {
    name: "files beside the viewer's",
    attacks: () => [
      ...refusedTargets(
        combine(
          ["/", "/assets/", "/viewer/", "/app-config.js/"],
          [
            "..%5csecrets/settings.json",
            "../secrets/settings.json",
            "%2e%2e/secrets/settings.json",
            "..%2f..%2fetc%2fpasswd",
          ],
        ).map(([prefix, path]) => prefix + path),
      ),
      ...refusedTargets([
        "/secrets/settings.json",
        "/.git/config",
        "/.env",
        "/nginx.conf",
        "/.problem",
        "/index.html.gz/x",
      ]),
      ...refusedTargets([
        "/app-config.js%00.html",
        "/app-config.js::$DATA",
        "/APP-CONFIG.JS",
        "/index.html~",
        "/settings.json",
      ]),
      refused(get("/app-config.js", [], "POST", "x")),
      refused(get("/index.html", [], "DELETE")),
    ],
  },
];
