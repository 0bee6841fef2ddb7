import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { askedSince, type Candidates, candidatesWith, resolvedBy, startCandidates } from "./candidates";
import { callLua } from "../../../support/lua";

const NAME = "%2A%D0%98%D0%B2%D0%B0%D0%BD%2A";
const SEARCH = `/dicom-web/studies?00100010=${NAME}`;

async function wanted(request: string): Promise<Record<string, unknown>> {
  const [read] = await callLua("gateway.searches.wanted", "readWanted", request);
  return read as Record<string, unknown>;
}

describe("parsing a rebuilt search", () => {
  test("a search is read back from the request that the gateway has written", async () => {
    expect(await wanted(`${SEARCH}&00080020=&00080061=CT,MR&includefield=00081030&limit=101&offset=20`)).toEqual({
      level: "Study",
      tag: "0020000D",
      keyword: "StudyInstanceUID",
      filters: { "00100010": "*Иван*", "00080061": "CT\\MR" },
      path: "/dicom-web/studies",
      rest: `00100010=${NAME}&00080020=&00080061=CT,MR&includefield=00081030&`,
      limit: 101,
      offset: 20,
      returned: { "00080020": true, "00080061": true, "00081030": true, "00100010": true },
      anyOrder: false,
      isBeyondIndex: true,
    });
  });

  test("a search has the path's identifiers, and the results' identifiers apart from the rest", async () => {
    const path = "/dicom-web/studies/1.2/series/1.3/instances";
    const read = await wanted(`${path}?00080018=1.4,1.5&00081010=${NAME}&limit=1000`);
    expect(read).toMatchObject({
      level: "Instance",
      filters: { "0020000D": "1.2", "0020000E": "1.3", "00080018": "1.4\\1.5", "00081010": "*Иван*" },
      rest: `00081010=${NAME}&`,
      offset: 0,
    });
  });

  test.each(["/dicom-web/studies", "/dicom-web/studies/1.2/metadata?limit=1", "/instances?limit=1", SEARCH])(
    "%s is not a search to resolve",
    async (request) => {
      expect(await wanted(request)).toBeNull();
    },
  );
});

describe("resolving a search", () => {
  let archive: Candidates;
  beforeAll(async () => {
    archive = await startCandidates(process.cwd());
  });
  afterAll(async () => archive.stop());
  beforeEach(() => {
    archive.reset();
  });

  async function resolve(query: string, seconds = 30): Promise<unknown[]> {
    const search = await wanted(`${SEARCH}&${query}`);
    return resolvedBy("gateway.searches.resolve", archive, [search, "", Date.now() / 1000 + seconds]);
  }

  test("resolving a search takes as many candidates at once as Orthanc compares", async () => {
    archive.list = candidatesWith(25_000, [0, 12_345, 24_999]);
    expect(await resolve("limit=101")).toEqual([["1.0", "1.12345", "1.24999"]]);
    expect(askedSince(archive)).toEqual([0, 10_000, 20_000]);
    const settings = JSON.parse(readFileSync("orthanc/orthanc.json", "utf8")) as Record<string, unknown>;
    const { Limit } = archive.asked[1] ?? {};
    expect([Limit, Limit]).toEqual([settings["LimitFindResults"], settings["LimitFindInstances"]]);
  });

  test("resolving a search takes no more candidates than the page needs, and pages are parts of one order", async () => {
    archive.list = candidatesWith(25_000, [3, 9_999, 10_000, 24_000]);
    expect(await resolve("limit=2&offset=1")).toEqual([["1.9999", "1.10000"]]);
    expect(askedSince(archive)).toEqual([0, 10_000]);
    expect(await resolve("limit=2&offset=3")).toEqual([["1.24000"]]);
    expect(await resolve("limit=2&offset=4")).toEqual([[]]);
  });

  test("resolving a search repeats if a candidate is deleted meanwhile and another moves up", async () => {
    archive.list = candidatesWith(15_000, [10_000]);
    archive.before = ({ Since }) => {
      if (Since === 10_000 && archive.list.length === 15_000) archive.list = archive.list.slice(1);
      return undefined;
    };
    expect(await resolve("limit=5")).toEqual([["1.10000"]]);
    expect(askedSince(archive)).toEqual([0, 10_000, 0, 10_000]);
  });

  test("resolving a search by a value that the database does not compare takes only as many as Orthanc compares at once", async () => {
    archive.list = candidatesWith(10_000, [9_999]);
    expect(await resolve("00080016=1.5&limit=5")).toEqual([["1.9999"]]);
    expect(archive.asked.map(({ Query }) => Query["00080016"])).toEqual([undefined, "1.5", undefined]);
    archive.list = candidatesWith(10_001, [9_999]);
    expect(await resolve("00080016=1.5&limit=5")).toEqual([null, "too-broad"].map((one) => one ?? []));
  });

  test("resolving a search stops early if the first candidates show that time won't suffice", async () => {
    archive.list = candidatesWith(100_000, [5, 99_999]);
    archive.before = async ({ Limit }) => {
      if (Limit !== undefined) await setTimeout(1000);
    };
    expect((await resolve("limit=5", 3))[1]).toBe("too-broad");
    expect(askedSince(archive)).toEqual([0]);
    expect(await resolve("limit=1", 3)).toEqual([["1.5"]]);
  });

  test("resolving a search skips candidates whose UID cannot be asked for", async () => {
    archive.list = candidatesWith(3, []);
    const hostile = ["1.2&x", "", "1.2.x", "1.2\n3", "x".repeat(100)];
    archive.before = ({ Limit }) =>
      Limit === undefined
        ? undefined
        : JSON.stringify([...hostile, "1.7"].map((uid) => ({ ID: uid, RequestedTags: { StudyInstanceUID: uid } })));
    expect(await resolve("limit=5")).toEqual([["1.7"]]);
  });

  test("resolving a search takes fewer candidates at once if their answer is too long", async () => {
    archive.list = candidatesWith(5000, [0, 4500]);
    archive.before = ({ Limit }) => ((Limit ?? 0) > 1000 ? " ".repeat(9_000_000) : undefined);
    expect(await resolve("limit=5")).toEqual([["1.0", "1.4500"]]);
    expect(askedSince(archive)).toEqual([0, 0, 1000, 2000, 3000, 4000]);
  });

  test("resolving a search tells studies of several patients with the same UID apart", async () => {
    archive.list = candidatesWith(2, []);
    const both = ["a", "b"].map((ID) => ({ ID, RequestedTags: { StudyInstanceUID: "1.7" } }));
    archive.before = ({ Limit }) => (Limit === undefined ? undefined : JSON.stringify(both));
    expect(await resolve("limit=5")).toEqual([["1.7", "1.7"]]);
    expect(await resolve("limit=5&offset=1")).toEqual([["1.7"]]);
  });

  test("resolving a search refuses it on timeout, no answer or a malformed answer", async () => {
    archive.list = candidatesWith(5, [1]);
    expect((await resolve("limit=5", -1))[1]).toBe("too-broad");
    archive.before = () => "never";
    expect((await resolve("limit=5", 0.5))[1]).toBe("too-broad");
    archive.before = () => "away";
    expect((await resolve("limit=5"))[1]).toBe("broken");
    for (const said of ["", "[]", '{"Count":"5"}', "no JSON"]) {
      archive.before = () => said;
      expect((await resolve("limit=5"))[1], said).toBe("failed");
    }
    for (const said of ["", "{}x", '[{"ID":"x"}]', '[{"RequestedTags":{}}', "[3]"]) {
      archive.before = ({ Limit }) => (Limit === undefined ? undefined : said);
      expect((await resolve("limit=5"))[1], said).toBe("failed");
    }
  });
});

describe("queries for the resolved resources", () => {
  const queries = async (uids: readonly string[]): Promise<string[]> => {
    const [list] = await callLua("gateway.searches.parts", "queriesFor", "a=b&", "0020000D", uids);
    return list as string[];
  };

  test("the queries for a search name the resources, in as many requests as Orthanc's server needs", async () => {
    expect(await queries(["1.2"])).toEqual(["a=b&0020000D=1.2"]);
    const uids = Array.from({ length: 1000 }, (_, at) => `2.25.${"1".repeat(54)}${10_000 + at}`);
    const many = await queries(uids);
    expect(many.length).toBeGreaterThan(1);
    for (const query of many) expect(query.length).toBeLessThan(12_400);
    expect(many.flatMap((query) => query.replace("a=b&0020000D=", "").split(","))).toEqual(uids);
  });

  test("the query for a search without matches is empty, so that Orthanc answers in the requested format", async () => {
    expect(await queries([])).toEqual(["a=b&0020000D=0"]);
  });
});

describe("joining several answers to one", () => {
  const join = async (...parts: readonly (readonly [string, string])[]): Promise<unknown> => {
    const list = parts.map(([contentType, body]) => ({ contentType, body }));
    return (await callLua("gateway.searches.parts", "joinParts", list))[0];
  };
  const JSON_TYPE = "application/dicom+json";
  const xml = (boundary: string): string => `multipart/related; type="application/dicom+xml"; boundary=${boundary}`;
  const part = (boundary: string, text: string): string => `--${boundary}\r\nContent-Type: x\r\n\r\n${text}\r\n`;

  test("several JSON answers join to one", async () => {
    const joined = await join([JSON_TYPE, '[{"a":["]"]},{}]\n'], [JSON_TYPE, "[]"], [JSON_TYPE, ' [ {"b":1} ]']);
    expect(joined).toEqual({ contentType: JSON_TYPE, body: '[{"a":["]"]},{},{"b":1}]' });
    expect(await join([JSON_TYPE, "[]"])).toEqual({ contentType: JSON_TYPE, body: "[]" });
  });

  test("several XML answers join to one", async () => {
    const first = `${part("a-1", "A")}${part("a-1", "B")}--a-1--`;
    const second = `${part("b-2", "C")}--b-2--\r\n`;
    expect(await join([xml("a-1"), first], [xml("b-2"), second])).toEqual({
      contentType: xml("a-1"),
      body: `${part("a-1", "A")}${part("a-1", "B")}${part("a-1", "C")}--a-1--`,
    });
  });

  test("answers do not join if one is cut off or has another format", async () => {
    expect(await join([JSON_TYPE, '[{"a":1},'])).toBeNull();
    expect(await join([JSON_TYPE, "[]"], [xml("a"), "--a--"])).toBeNull();
    expect(await join([xml("a"), "--a--"], [JSON_TYPE, "[]"])).toBeNull();
    expect(await join([xml("a"), part("a", "A")])).toBeNull();
    expect(await join(["text/html", "[]"])).toBeNull();
    expect(await join()).toBeNull();
  });
});
