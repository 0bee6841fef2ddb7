import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callLuaMany } from "../../support/lua";
import { filterVerdicts, type FilterCase } from "../../support/lua53";

const ID = "b9c08539-26f93bde-c81ab0d7-bffaf2cb-a4d0bdd0";
const UUID = "5af318ac-78fb-47ff-b0b0-0df18b0588e0";
const SCOPES = ["view", "store", "admin", "health", "watch", "resolve"] as const;
const INSTANCE = "/studies/1.2.840.1/series/1.3/instances/0.4";
const STOW = { contentType: 'multipart/related; type="application/dicom"; boundary=b', contentLength: "9" };
const JSON_BODY = { contentType: "application/json", contentLength: "2" };

/** What people's requests look like before the gateway, one of each resource at least. */
const SERVED: readonly (readonly [method: string, path: string, query?: string | undefined, headers?: object])[] = [
  ["GET", "/pacs/studies", "limit=1&PatientName=a*"],
  ["GET", "/pacs/series"],
  ["GET", "/pacs/instances", "limit=2"],
  ["GET", "/pacs/studies/1.2/series"],
  ["GET", "/pacs/studies/1.2/instances"],
  ["GET", "/pacs/studies/1.2/series/1.3/instances"],
  ["GET", "/pacs/studies/1.2"],
  ["GET", "/pacs/studies/1.2/series/1.3"],
  ["GET", `/pacs/dicom-web${INSTANCE}`],
  ["GET", "/pacs/studies/1.2/metadata"],
  ["GET", "/pacs/studies/1.2/series/1.3/metadata"],
  ["GET", `/pacs${INSTANCE}/metadata`],
  ["GET", `/pacs${INSTANCE}/frames/1`],
  ["GET", `/pacs${INSTANCE}/frames/3,1,999999999`],
  ["GET", `/pacs${INSTANCE}/bulk/7FE00010`],
  ["GET", `/pacs${INSTANCE}/bulk/0040A730/1/0040a730/12/00420011`],
  ...["rendered", "thumbnail"].flatMap((end): [string, string, string?][] => [
    ["GET", `/pacs/studies/1.2/${end}`],
    ["GET", `/pacs/studies/1.2/series/1.3/${end}`, "viewport=64,64"],
    ["GET", `/pacs${INSTANCE}/${end}`],
    ["GET", `/pacs${INSTANCE}/frames/7/${end}`],
  ]),
  ["POST", "/pacs/studies", undefined, STOW],
  ["POST", "/pacs/studies/1.2", undefined, STOW],
  ["GET", "/pacs-admin/app/explorer.html"],
  ["GET", "/pacs-admin/app/libs/images/ajax-loader.gif"],
  ["GET", "/pacs-admin/system"],
  ["GET", "/pacs-admin/studies", "expand&since=0&limit=10"],
  ["DELETE", `/pacs-admin/studies/${ID}`],
  ["PUT", `/pacs-admin/studies/${ID}/labels/a-B_9`],
  ["GET", `/pacs-admin/series/${ID}/attachments/1024/data`],
  ["POST", "/pacs-admin/tools/find", undefined, JSON_BODY],
  ["POST", "/pacs-admin/modalities/PACS_1.x/echo", undefined, JSON_BODY],
  ["GET", `/pacs-admin/queries/${UUID}/answers/0/content`, "simplify"],
  ["GET", "/pacs-admin/plugins/dicom-web"],
];

interface Upstream {
  readonly path: string;
  readonly scope: string;
}

/** What the gateway writes for these requests, by its own parser and builder. */
async function rebuilt(): Promise<Upstream[]> {
  const place = (path: string): string => (path.startsWith("/pacs-admin") ? "Admin" : "Dicomweb");
  const module = (path: string): string => `gateway.${place(path).toLowerCase()}`;
  const parsed = await callLuaMany(
    SERVED.map(([method, path, query, headers = {}]) => {
      return { module: `${module(path)}.parse`, fn: `parse${place(path)}`, args: [method, path, query, headers] };
    }),
  );
  const built = await callLuaMany(
    SERVED.map(([, path], at) => {
      return { module: `${module(path)}.build`, fn: `build${place(path)}`, args: [parsed[at]?.[0]] };
    }),
  );
  return built.map(([upstream]) => upstream as Upstream);
}

/** The files that frames are cut out of; no request of a person's becomes this. */
const FILE = `/instances/${ID}/attachments/dicom/data`;

test("an instance's file can be read in the scope that shows frames and in no other", () => {
  const cases = SCOPES.flatMap((scope) =>
    ["GET", "PUT", "DELETE"].map((method) => ({ method, uri: FILE, user: `gateway-${scope}` })),
  );
  const allowed = cases.filter((_, at) => filterVerdicts(cases)[at] === true);
  expect(allowed).toEqual([{ method: "GET", uri: FILE, user: "gateway-view" }]);
});

test("the filter allows everything that the gateway builds, in its scope only", async () => {
  const upstreams = await rebuilt();
  const cases = upstreams.flatMap(({ path, scope }, at) =>
    // An upload ends in the gateway.
    (path.startsWith("/store") ? [] : SCOPES).map((user) => {
      const [uri = ""] = path.split("?");
      return { method: SERVED[at]?.[0] ?? "", uri, user: `gateway-${user}`, own: user === scope };
    }),
  );
  const verdicts = filterVerdicts(cases);
  const also = new Set(["gateway-health GET /system", "gateway-watch POST /tools/find"]);
  also.add(`gateway-resolve DELETE /instances/${ID}`).add(`gateway-resolve GET /jobs/${UUID}`);
  cases.forEach(({ method, uri, user, own }, at) => {
    const name = `${user} ${method} ${uri}`;
    expect.soft(verdicts[at], name).toBe(own || also.has(name));
  });
});

describe("requests that the filter refuses to everybody", () => {
  const everywhere: readonly (readonly [string, string])[] = [
    ["GET", ""],
    ["GET", "/"],
    ["GET", "/dicom-web"],
    ["GET", "/dicom-web/"],
    ["GET", "/dicom-web/servers"],
    ["GET", "/dicom-web/servers/x"],
    ["GET", "/dicom-web/info"],
    ["GET", "/dicom-web/studies/"],
    ["GET", "//dicom-web/studies"],
    ["GET", "dicom-web/studies"],
    ["GET", "/dicom-web/studies/1.2/"],
    ["GET", "/dicom-web/studies/1.2\n"],
    ["GET", "/dicom-web/studies/1.2\0"],
    ["GET", "/dicom-web/studies/1..2"],
    ["GET", "/dicom-web/studies/1.2."],
    ["GET", "/dicom-web/studies/1.2,1.3"],
    ["GET", "/dicom-web/studies/.."],
    ["GET", `/dicom-web/studies/${"1".repeat(65)}`],
    ["GET", `/dicom-web${INSTANCE}/frames/0`],
    ["GET", `/dicom-web${INSTANCE}/frames/1,,2`],
    ["GET", `/dicom-web${INSTANCE}/bulk/7FE00010`],
    ["GET", `/dicom-web${INSTANCE}/bulk/7fe0001`],
    ["GET", `/dicom-web${INSTANCE}/bulk/7fe00010/0/7fe00010`],
    ["GET", `/dicom-web${INSTANCE}/bulk`],
    ["get", "/dicom-web/studies"],
    ["HEAD", "/dicom-web/studies"],
    ["PUT", "/dicom-web/studies"],
    ["DELETE", "/dicom-web/studies"],
    ["DELETE", "/dicom-web/studies/1.2"],
    ["POST", "/dicom-web/series"],
    ["POST", "/dicom-web/studies/1.2/series"],
    ["POST", "/dicom-web/studies"],
    ["POST", "/dicom-web/studies/1.2"],
    ["POST", "/store"],
    ["POST", "/instances/"],
    ["POST", "/tools/execute-script"],
    ["POST", "/tools/reset"],
    ["POST", "/tools/shutdown"],
    ["GET", "/exports"],
    ["GET", `/instances/${ID}/attachments/dicom`],
    ["GET", `/instances/${ID}/attachments/dicom/compressed-data`],
    ["GET", `/instances/${ID}/attachments/dicom/data/`],
    ["GET", `/instances/${ID.toUpperCase()}/attachments/dicom/data`],
    ["GET", `/series/${ID}/attachments/dicom/data`],
    ["POST", `/instances/${ID}/attachments/dicom/data`],
    ["POST", `/instances/${ID}/export`],
    ["PUT", "/modalities/evil"],
    ["GET", `/studies/${ID.toUpperCase()}`],
    ["GET", "/app/explorer.html.bak"],
    ["GET", "/app/.htaccess.html"],
    ["GET", "/app/../system"],
    ["GET", "/app"],
  ];
  test("the filter refuses requests outside its tables in every scope", () => {
    const cases = everywhere.flatMap(([method, uri]) =>
      SCOPES.map((scope) => ({ method, uri, user: `gateway-${scope}` })),
    );
    const verdicts = filterVerdicts(cases);
    cases.forEach(({ method, uri, user }, at) => {
      expect.soft(verdicts[at], `${user} ${method} ${JSON.stringify(uri)}`).toBe(false);
    });
  });

  test("the filter refuses everybody but the six users", () => {
    const users = ["", "gateway", "gateway-", "gateway-View", "view", "admin", "gateway-admin ", "orthanc"];
    expect(filterVerdicts(users.map((user) => ({ method: "GET", uri: "/system", user })))).not.toContain(true);
  });

  test("the filter refuses an encoded body", () => {
    const headers = { "content-encoding": "gzip" };
    const store: FilterCase = { method: "POST", uri: "/instances", user: "gateway-store" };
    expect(filterVerdicts([store, { ...store, headers }])).toEqual([true, false]);
  });
});

/** The paths of the view scope, told by another parser than the one under test. */
const UID = String.raw`(?=[\d.]{1,64}(?:/|$))\d+(?:\.\d+)*`;
const TAG = "[0-9a-f]{8}";
const HEX = "[0-9a-f]{8}";
const STUDY = `/dicom-web/studies/${UID}`;
const VIEW = new RegExp(
  `^(?:/dicom-web/(?:studies|series|instances)` +
    `|/instances/${HEX}(?:-${HEX}){4}/attachments/dicom/data` +
    `|${STUDY}(?:/(?:series|instances|metadata|rendered|thumbnail))?` +
    `|${STUDY}/series/${UID}(?:/(?:instances|metadata|rendered|thumbnail))?` +
    `|${STUDY}/series/${UID}/instances/${UID}(?:/(?:metadata|rendered|thumbnail` +
    String.raw`|frames/[1-9]\d{0,8}(?:,[1-9]\d{0,8})*|frames/[1-9]\d{0,8}/(?:rendered|thumbnail)` +
    String.raw`|bulk/(?:${TAG}/[1-9]\d{0,5}/){0,16}${TAG}))?)$`,
);

test("the view scope equals an independent grammar, for generated paths", () => {
  const word = ["dicom-web", "studies", "series", "instances", "frames", "bulk", "metadata", "rendered", "thumbnail"];
  const value = ["1.2", "1..2", "0.1", "1.", ".1", "1,2", "01", "0", "7fe00010", "servers", "..", ".", "", "%2e", "A"];
  const segment = fc.oneof(fc.constantFrom(...word), fc.constantFrom(...value), fc.string({ maxLength: 3 }));
  const random = fc.array(segment, { maxLength: 12 }).map((parts) => `/${parts.join("/")}`);
  const real = fc.constantFrom("", "/metadata", "/frames/1,2", "/bulk/0040a730/1/00420011", "/frames/2/rendered", FILE);
  const near = fc
    .tuple(real, fc.nat(60), fc.constantFrom("", "/", ".", "0", "x", "\\", "%2f", ",", "-", "\n"))
    .map(([end, at, extra]) => {
      const path = end === FILE ? FILE : `/dicom-web${INSTANCE}${end}`;
      return path.slice(0, at) + extra + path.slice(at);
    });
  const paths = fc.sample(fc.oneof(random, near), { numRuns: 4000, seed: 4 }).map((path) => {
    return Buffer.from(path, "utf8").toString("latin1");
  });
  const verdicts = filterVerdicts(paths.map((uri) => ({ method: "GET", uri, user: "gateway-view" })));
  expect(paths.filter((path) => VIEW.test(path)).length).toBeGreaterThan(200);
  paths.forEach((path, at) => {
    if (verdicts[at] !== VIEW.test(path)) expect.soft(verdicts[at], JSON.stringify(path)).toBe(VIEW.test(path));
  });
});
