/** Sessions that are none. */
import { get, inert, refused, type AttackClass, type AttackRequest, type Site, change } from "../request";

const STOW = 'multipart/related; type="application/dicom"; boundary=b';
const PARTS = "--b\r\nContent-Type: application/dicom\r\n\r\nno DICOM\r\n--b--\r\n";
const noSession = ["Cookie", "collimator-none=1"] as const;

const search = ({ study }: Site): AttackRequest => get(`/pacs/studies?StudyInstanceUID=${study}`);
const instance = (site: Site): string => `/pacs/studies/${site.study}/series/${site.series}/instances/${site.instance}`;

/** The cookie's parts; a deployment without sessions gets made-up ones. */
function cookieOf({ cookie }: Site): readonly [name: string, token: string] {
  const [name = "", token = ""] = (cookie === "" ? `session=${"a".repeat(43)}` : cookie).split("=");
  return [name, token];
}

export const SESSION_CLASSES: readonly AttackClass[] = [
  {
    name: "cookies",
    attacks: (site) => {
      const [name, token] = cookieOf(site);
      const other = name.startsWith("__Host-") ? "collimator-local" : "__Host-collimator";
      const changed = `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`;
      return [
        ...[
          `${other}=${token}`,
          `${name}=${changed}`,
          `${name}=${token.slice(1)}`,
          `${name}=${token}A`,
          `${name}="${token}"`,
          `${name}=`,
        ],
        ...[
          `${name}=${token}; ${name}=${token}`,
          `${name}=${changed}; ${name}=${token}`,
          `${name.toUpperCase()}=${token}`,
          `${name} =${token}`,
        ],
        ...[
          `x${name}=${token}`,
          `${name}=${token}%00`,
          `${name}=${token.toLowerCase()}`,
          `${name}=*`,
          `${name}=../../users`,
          `${name}=%2e`,
        ],
      ].flatMap((value) =>
        ["/pacs/studies", "/pacs-admin/system"].map((path) => refused(get(path, [["Cookie", value]]))),
      );
    },
  },
  {
    name: "further cookies",
    attacks: (site) =>
      ["a=b", "session=admin", "role=admin; user=root", "__Secure-x=1", "a=\x01"].map((more) =>
        inert(search(site), { ...search(site), headers: [["Cookie", `${more}; ${site.cookie}`]] }),
      ),
  },
  {
    name: "no session",
    attacks: (site) =>
      [
        ...[
          "/",
          "/viewer",
          "/app-config.js",
          "/index.html",
          "/pacs/studies",
          "/pacs/instances",
          `/pacs/studies/${site.study}/metadata`,
        ],
        ...[
          instance(site),
          `${instance(site)}/frames/1`,
          `${instance(site)}/rendered`,
          "/pacs-admin",
          "/pacs-admin/",
          "/pacs-admin/system",
        ],
        ...[
          "/pacs-admin/app/explorer.html",
          "/password",
          "/upload",
          "/pacs-admin/instances",
          "/pacs-admin/studies?since=0&limit=10",
        ],
      ].map((path) => refused(get(path, [noSession, ["Accept", "*/*"]]))),
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
