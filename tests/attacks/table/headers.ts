/** Header fields that claim something. */
import { combine } from "../generate";
import { get, inertHeaders, refused, type AttackClass, type AttackRequest, type Site } from "../request";

const search = ({ study }: Site): AttackRequest => get(`/pacs/studies?StudyInstanceUID=${study}`);
const admin = get("/pacs-admin/modalities");
const instance = (site: Site): string => `/pacs/studies/${site.study}/series/${site.series}/instances/${site.instance}`;

const EVIL = "evil.example";
const noSession = ["Cookie", "collimator-none=1"] as const;

export const HEADER_CLASSES: readonly AttackClass[] = [
  {
    name: "method override in a header",
    attacks: (site) =>
      combine(
        ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X_HTTP_METHOD_OVERRIDE"],
        ["DELETE", "PUT"],
      ).flatMap(([name, value]) => [
        ...inertHeaders(search(site), [[name, value]]),
        ...inertHeaders(admin, [[name, value]]),
      ]),
  },
  {
    name: "claimed identities",
    attacks: (site) => {
      const claims = [
        ...["Remote-User", "X-User", "X-Remote-User", "X-Forwarded-User", "X-Auth-Request-User", "X-WEBAUTH-USER"].map(
          (name) => [name, "admin"] as const,
        ),
        ["X-Session-Key", "0".repeat(64)] as const,
        ["X-Scope", "admin"] as const,
        ["X-Client", "127.0.0.1"] as const,
        ["token", "admin"] as const,
        ["api-key", "admin"] as const,
      ];
      // Beside a session these are refused, since it could not be said whose the request is.
      const credentials = [
        ["Authorization", "Basic Z2F0ZXdheTp4"] as const,
        ["Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."] as const,
        ["Authorization", `Bearer clt_${"a".repeat(12)}_${"A".repeat(43)}`] as const,
      ];
      return [
        ...inertHeaders(search(site), claims),
        ...credentials.map((claim) => refused({ ...search(site), headers: [claim] })),
        ...credentials.map((claim) => refused({ ...search(site), headers: [noSession, claim] })),
        ...credentials.map((claim) => refused({ ...admin, headers: [noSession, claim] })),
        ...claims.map((claim) => refused({ ...search(site), headers: [noSession, claim] })),
        ...claims.map((claim) => refused({ ...admin, headers: [noSession, claim] })),
      ];
    },
  },
  {
    name: "claims of a proxy",
    attacks: (site) =>
      inertHeaders(search(site), [
        ["Forwarded", `for=127.0.0.1;host=${EVIL};proto=https`],
        ["X-Forwarded-For", "127.0.0.1"],
        ["X-Forwarded-Host", EVIL],
        ["X-Forwarded-Proto", "https"],
        ["X-Forwarded-Port", "8042"],
        ["X-Forwarded-Prefix", "/../"],
        ["X-Forwarded-Server", EVIL],
        ["X-Host", EVIL],
        ["X-Real-IP", "127.0.0.1"],
        ["X-Client-IP", "127.0.0.1"],
        ["X-Cluster-Client-IP", "127.0.0.1"],
        ["True-Client-IP", "127.0.0.1"],
        ["Via", `1.1 ${EVIL}`],
        ["X-ProxyUser-Ip", "127.0.0.1"],
      ]),
  },
  {
    name: "another target in a header",
    attacks: (site) =>
      [
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-Original-URI",
        "X-Forwarded-Uri",
        "X-Accel-Redirect",
        "X-Sendfile",
        "Destination",
      ].flatMap((name) => [
        ...inertHeaders(search(site), [[name, "/statistics"]]),
        refused({ ...get("/pacs/servers"), headers: [[name, "/pacs/studies"]] }),
      ]),
  },
  {
    name: "hop-by-hop and protocol switches",
    attacks: (site) =>
      inertHeaders(search(site), [
        ["Connection", "close, Cookie"],
        ["Connection", "close, Authorization, X-Session-Key"],
        ["Connection", "close, X-Forwarded-Host"],
        ["Upgrade", "h2c"],
        ["Upgrade", "websocket"],
        ["HTTP2-Settings", "AAMAAABkAAQAAP__"],
        ["TE", "trailers, chunked"],
        ["Trailer", "Content-Length"],
        ["Keep-Alive", "timeout=99999, max=99999"],
        ["Max-Forwards", "0"],
        ["Accept-Encoding", "identity;q=1, *;q=0"],
        ["Content_Length", "5"],
        ["X-Request-Id", "\x01\x7f<script>"],
      ]),
  },
  {
    name: "Accept that would transcode, or nobody serves",
    attacks: (site) => [
      // What the object is stored in is served (tests/integration/transfer-syntaxes.test.ts).
      ...[
        "1.2.840.10008.1.2",
        "1.2.840.10008.1.2.4.50",
        "1.2.840.10008.1.2.4.80",
        "1.2.840.10008.1.2.4.90",
        "1.2.3",
        "..",
      ].map((syntax) =>
        refused(
          get(instance(site), [["Accept", `multipart/related; type="application/dicom"; transfer-syntax=${syntax}`]]),
        ),
      ),
      // Of frames, those in a transfer syntax by name are asked for as they are stored: tests/integration/transfer-syntaxes.test.ts.
      ...["..", "*.*", "1..2", "1.2.840.10008.1.2.1%00", "x"].map((syntax) =>
        refused(
          get(`${instance(site)}/frames/1`, [
            ["Accept", `multipart/related; type=application/octet-stream; transfer-syntax=${syntax}`],
          ]),
        ),
      ),
      ...["..", "1..2", "1.2.840.10008.1.2.1%00", "x"].flatMap((syntax) =>
        [`${instance(site)}/frames/1`, instance(site), `${instance(site)}/bulk/7fe00010`].flatMap((target) => [
          refused(get(target, [["Accept", `application/octet-stream; transfer-syntax=${syntax}`]])),
          refused(get(target, [["Accept", `application/dicom; transfer-syntax=${syntax}`]])),
        ]),
      ),
      ...["image/jls", "image/jp2", "image/jpeg", "image/x-dicom-rle", "video/mpeg"].map((type) =>
        refused(get(instance(site), [["Accept", `multipart/related; type="${type}"`]])),
      ),
      ...["video/mpeg", "image/gif", "application/*", "application/dicom", "text/html"].map((type) =>
        refused(get(`${instance(site)}/frames/1`, [["Accept", type]])),
      ),
      refused(get(`${instance(site)}/frames/1,1`, [["Accept", "application/octet-stream"]])),
      refused(get(instance(site), [["Accept", "application/octet-stream"]])),
      ...["text/html", "application/zip", "application/dicom+xml", "a/b", "*/*;q=0", "x", `a/${"b".repeat(5000)}`].map(
        (type) => refused(get("/pacs/studies", [["Accept", type]])),
      ),
    ],
  },
  {
    name: "hosts",
    attacks: ({ url, ...site }) => {
      const { host, hostname } = new URL(url);
      return [
        EVIL,
        `${EVIL}:80`,
        "localhost:8042",
        "orthanc",
        "inner",
        "archive",
        `${host}.${EVIL}`,
        `${host}@${EVIL}`,
        `${host}, ${EVIL}`,
      ]
        .concat([
          `${host}/..`,
          `user@${host}`,
          "",
          "[::1]",
          `${host}\\x`,
          `${host}#`,
          `${EVIL}/${host}`,
          `0${host}`,
          `${host}.`,
          // With a session's cookie, the port of PUBLIC_URL may not be left out.
          ...(hostname === host ? [] : [hostname]),
          `${hostname}:1`,
        ])
        .map((value) => refused({ ...search({ url, ...site }), headers: [["Host", value]] }))
        .concat(
          refused({
            ...search({ url, ...site }),
            headers: [
              ["Host", host],
              ["Host", EVIL],
            ],
          }),
        );
    },
  },
];
