import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { callLua } from "../../../support/lua";

const STUDY = "1.2.3";
const SERIES = `/dicom-web/studies/${STUDY}/series/4.5`;
const JSON_TYPE = "application/dicom+json";
const KEPT = { subject: STUDY, epoch: "7.3", site: "0a1b" };
const FRAMES = {
  kind: "RetrieveFrames",
  study: STUDY,
  series: "4.5",
  instance: "6.7",
  frames: [1],
  representations: ["application/octet-stream"],
};

/** A search over studies by filters. */
function search(filters: readonly object[]): object {
  return { kind: "SearchStudies", query: { filters }, mediaType: JSON_TYPE };
}
const OF_ONE = [
  { tag: "00080060", value: "CT" },
  { tag: "0020000D", value: STUDY },
];

async function keyOf(transaction: object, upstream: object, coding: string, kept = KEPT): Promise<string> {
  const [key] = await callLua("gateway.cache.key", "cacheKey", transaction, upstream, coding, kept);
  return String(key);
}

describe("the cache key", () => {
  const metadata = { kind: "RetrieveSeriesMetadata", study: STUDY, series: "4.5", mediaType: JSON_TYPE };
  const upstream = { path: `${SERIES}/metadata`, scope: "view", accept: JSON_TYPE, body: false };

  test("the cache key has the epochs, the accepted type, the coding and the rebuilt address", async () => {
    expect(await keyOf(metadata, upstream, "br")).toBe(`a3-0a1b|7.3|${JSON_TYPE}||br|${SERIES}/metadata`);
  });

  test("the cache key differs for each of its parts", async () => {
    const keys = await Promise.all([
      keyOf(metadata, upstream, "br"),
      keyOf(metadata, upstream, "gzip"),
      keyOf(metadata, upstream, ""),
      keyOf(metadata, upstream, "br", { ...KEPT, epoch: "7.4" }),
      keyOf(metadata, upstream, "br", { ...KEPT, epoch: "8.3" }),
      keyOf(metadata, upstream, "br", { ...KEPT, site: "0a1c" }),
      keyOf(metadata, { ...upstream, accept: "x" }, "br"),
      keyOf(metadata, { ...upstream, path: `${SERIES}x/metadata` }, "br"),
    ]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("the cache key of frames does not depend on what the client accepts", async () => {
    const path = `${SERIES}/instances/6.7/frames/1`;
    const one = { ...upstream, path };
    const keys = ["image/jls", "image/jls,image/jpeg", "1.2.3.4"].map(async (representations) =>
      keyOf({ ...FRAMES, representations: representations.split(",") }, { ...one, representations }, ""),
    );
    expect(new Set([await keyOf({ ...FRAMES, representations: [] }, one, ""), ...(await Promise.all(keys))]).size).toBe(
      1,
    );
  });

  test("the cache key of one frame by itself differs from that of a multipart answer", async () => {
    const path = `${SERIES}/instances/6.7/frames/1`;
    const [parts, single] = await Promise.all(
      [
        "multipart/related; type=application/octet-stream; transfer-syntax=*",
        "application/octet-stream; transfer-syntax=*",
      ].map(async (accept) => keyOf(FRAMES, { ...upstream, accept, path }, "")),
    );
    expect(single).toBe(`a3-0a1b|7.3|application/octet-stream; transfer-syntax=*|||${path}`);
    expect(parts).not.toBe(single);
    const filed = await callLua("gateway.cache.key", "filedOf", single);
    expect(filed).toEqual([{ global: "7", own: "3", study: STUDY }]);
  });

  test("the cache key of a search names who sees the same results, and a search over all studies selects the other cache", async () => {
    const all = await keyOf(search([]), { ...upstream, path: "/dicom-web/studies?limit=1" }, "", {
      ...KEPT,
      subject: "search",
    });
    expect(all).toBe(`s3-0a1b|7.3|${JSON_TYPE}|all||/dicom-web/studies?limit=1`);
    const path = `/dicom-web/studies?limit=1&0020000D=${STUDY}&00080060=CT`;
    const one = await keyOf(search([{ tag: "0020000D", value: STUDY }]), { ...upstream, path }, "");
    expect(one).toBe(`a3-0a1b|7.3|${JSON_TYPE}|all||${path}`);
    expect(await callLua("gateway.cache.key", "filedOf", one)).toEqual([{ global: "7", own: "3", study: STUDY }]);
  });

  test("the cache key says which study its file belongs to, except for a search", async () => {
    const key = await keyOf(metadata, upstream, "br");
    expect(await callLua("gateway.cache.key", "filedOf", key)).toEqual([{ global: "7", own: "3", study: STUDY }]);
    expect(await callLua("gateway.cache.key", "filedOf", key.replace("a3", "s3"))).toEqual([null]);
  });

  test("the cache key leads to the file that nginx writes", async () => {
    const name = createHash("md5").update("a key").digest("hex");
    const [file] = await callLua("gateway.cache.folder", "fileOf", "/cache/answers", name);
    expect(file).toBe(`/cache/answers/${name.slice(-2)}/${name}`);
  });
});

test.each([
  [FRAMES, STUDY],
  [{ kind: "RetrieveThumbnail", study: STUDY }, STUDY],
  [{ kind: "RetrieveBulkData", study: STUDY }, STUDY],
  [{ kind: "RetrieveStudyMetadata", study: STUDY, mediaType: JSON_TYPE }, STUDY],
  [{ kind: "RetrieveStudyMetadata", study: STUDY, mediaType: "application/dicom+xml" }, null],
  [{ kind: "SearchSeries", study: STUDY, query: {}, mediaType: JSON_TYPE }, STUDY],
  [{ kind: "SearchSeries", query: {}, mediaType: JSON_TYPE }, "search"],
  [search([]), "search"],
  [search(OF_ONE), STUDY],
  [search([{ tag: "0020000D", value: `${STUDY},1.2.4` }]), "search"],
  [search([{ tag: "0020000D", value: "" }]), "search"],
  [search([{ tag: "00100020", value: STUDY }]), "search"],
  [{ kind: "SearchStudies", query: {}, mediaType: "application/dicom+xml" }, null],
  [{ kind: "RetrieveStudy", study: STUDY }, null],
  [{ kind: "RetrieveInstance", study: STUDY }, null],
  [{ kind: "StoreInstances", study: STUDY }, null],
])("the cached answer to %o depends on %s", async (transaction, subject) => {
  const [row] = (await callLua("gateway.routes.transactions", "dicomwebRow", transaction)) as [{ cached: boolean }];
  const [found] = await callLua("gateway.cache.key", "subjectOf", transaction);
  expect(row.cached ? found : null).toBe(subject);
});

describe("a page of Orthanc's changes", () => {
  const change = (ChangeType: string, ID: string): object => ({ ChangeType, ID, Seq: 1 });
  const read = async (page: unknown): Promise<unknown> =>
    (await callLua("gateway.following.changes", "readPage", typeof page === "string" ? page : JSON.stringify(page)))[0];

  test("a page of changes yields new instances and stable series, without attachments written by Orthanc itself", async () => {
    const Changes = [
      change("NewInstance", "a"),
      change("UpdatedAttachment", "b"),
      change("StableSeries", "c"),
      change("NewStudy", "d"),
      change("NewSeries", "e"),
      change("UpdatedMetadata", "f"),
    ];
    const sightings = { Study: ["d"], Series: ["e"] };
    const page = { instances: ["a"], stable: ["c"], sightings, last: 12, isDone: false };
    expect(await read({ Changes, Done: false, Last: 12 })).toEqual(page);
  });

  test.each(["", "[]", "{}", '{"Changes":1,"Last":2}', '{"Changes":[]}'])(
    "%j is not a page of changes",
    async (text) => {
      expect(await read(text)).toBeNull();
    },
  );
});
