import { describe, expect, test } from "vitest";
import { callLua } from "../../../support/lua";
import { luaResult } from "../../../support/lua-calls";

interface Entry {
  readonly worker: string;
  readonly request: string;
  readonly person: string;
  readonly bytes: number;
  readonly at: number;
  readonly holds: boolean;
}

let count = 0;
function entry(person: string, bytes: number, holds = false): Entry {
  count += 1;
  return { worker: "0", request: `r${count}`, person, bytes, at: 0, holds };
}

interface Circumstances {
  readonly served?: Record<string, number>;
  /** In milliseconds since all of them came. */
  readonly now?: number;
}

/** Which entries go on in a pool of 120, by their places, in their order. */
async function granted(entries: readonly Entry[], { served = {}, now = 0 }: Circumstances = {}): Promise<number[]> {
  const pool = { next: 1000, entries, served };
  const [names] = await callLua("gateway.queue.grant", "grantAll", pool, { size: 120, mostOfPerson: 80 }, now);
  return Array.isArray(names) ? names.map((name) => entries.findIndex(({ request }) => request === name)) : [];
}

describe("the byte budget", () => {
  test("the budget's bytes go to people in turn, and to each one's requests in order", async () => {
    const waiting = [entry("ann", 30), entry("ann", 30), entry("bob", 30), entry("ann", 30), entry("bob", 30)];
    expect(await granted(waiting)).toEqual([0, 2, 1, 4]);
  });

  test("the budget gives one person at most two thirds of the bytes", async () => {
    const waiting = Array.from({ length: 6 }, () => entry("ann", 20));
    expect(await granted(waiting)).toEqual([0, 1, 2, 3]);
  });

  test("the budget's bytes go first to the person who was served longest ago", async () => {
    const entries = [entry("ann", 60, true), entry("ann", 20), entry("bob", 60)];
    expect(await granted(entries, { served: { ann: 7 } })).toEqual([2]);
  });

  test("a lone request may get more than a person's share of the bytes", async () => {
    expect(await granted([entry("ann", 100), entry("ann", 10)])).toEqual([0]);
    expect(await granted([entry("ann", 10, true), entry("ann", 100)])).toEqual([]);
  });

  test("the budget waits for the person whose turn it is, so that small requests cannot overtake forever", async () => {
    const entries = [entry("ann", 80, true), entry("bob", 60), entry("cyd", 10)];
    expect(await granted(entries, { served: { ann: 1 } })).toEqual([]);
    expect(await granted(entries, { served: { ann: 1 }, now: 4999 })).toEqual([]);
  });

  test("the budget's bytes go to others for five seconds after a request waited five seconds in vain", async () => {
    const entries = [entry("ann", 80, true), entry("bob", 60), entry("bob", 10), entry("cyd", 10)];
    expect(await granted(entries, { served: { ann: 1 }, now: 5000 })).toEqual([3]);
    expect(await granted(entries, { served: { ann: 1 }, now: 10_000 })).toEqual([]);
  });
});

test("a pool's list is read back as written, whatever a person is called", async () => {
  const entries = [entry("ann", 2 ** 33, true), entry("o'neil, b. {x} 50%", 7), entry("ann", 1)];
  const pool = { next: 12, entries, served: { ann: 11, "o'neil, b. {x} 50%": 0 } };
  const text = luaResult({ module: "gateway.queue.pool-text", fn: "writePool", args: [pool] });
  expect((await callLua("gateway.queue.pool-text", "readPool", text))[0]).toEqual(pool);
  const states = entries.map(async ({ request }) => callLua("gateway.queue.pool-text", "stateOf", text, "0", request));
  expect((await Promise.all(states)).flat()).toEqual(["holds", "waits", "waits"]);
  expect(await callLua("gateway.queue.pool-text", "stateOf", text, "1", entries[0]?.request)).toEqual([null]);
});

test.each([
  ["a frame that is rendered", "instances/1.4/frames/3/rendered", { files: 2, frames: 2.5 }],
  ["a thumbnail", "instances/1.4/thumbnail", { files: 2, frames: 2.5 }],
  ["an instance", "instances/1.4", { files: 3, frames: 0 }],
  ["metadata of an instance", "instances/1.4/metadata", { files: 2, frames: 0 }],
  ["frames that are not cut out of the file", "instances/1.4/frames/1,2", { files: 4, frames: 0 }],
  ["bulk data", "instances/1.4/bulk/7fe00010", { files: 4, frames: 0 }],
])("%s has the weight of several times its file", async (_, below, cost) => {
  const [work] = await callLua("gateway.queue.weigh", "workOf", `/dicom-web/studies/1.2/series/1.3/${below}`);
  expect(work).toMatchObject({ ...cost, place: { study: "1.2", series: "1.3", instance: "1.4" } });
});

test.each([
  ["metadata of a series", "/dicom-web/studies/1.2/series/1.3/metadata", { files: 2, together: 4 }],
  ["a study", "/dicom-web/studies/1.2", { files: 3, together: 1 }],
  ["an archive", "/studies/0a-1b/archive", { files: 2, together: 1, place: { parent: "ParentStudy", id: "0a-1b" } }],
])("%s has the weight of several times its largest files", async (_, path, cost) => {
  expect((await callLua("gateway.queue.weigh", "workOf", path))[0]).toMatchObject(cost);
});

test.each(["/dicom-web/studies", "/dicom-web/studies/1.2/series", "/dicom-web/studies/1.2/instances", "/system"])(
  "%s loads no file",
  async (path) => {
    expect((await callLua("gateway.queue.weigh", "workOf", path))[0] ?? null).toBeNull();
  },
);

test("a compressed frame is weighed as decoded, and an invalid size as the largest", async () => {
  const tags = { Rows: "1000", Columns: "2000", SamplesPerPixel: "3", BitsAllocated: "8" };
  const file = [{ UncompressedSize: 5000, ContentType: 1 }];
  const sizes = async (found: unknown): Promise<unknown> =>
    (await callLua("gateway.archive.read-sizes", "readSizes", JSON.stringify([found])))[0];
  expect(await sizes({ Attachments: file, RequestedTags: tags })).toMatchObject({ file: 5000, frame: 6_000_000 });
  const odd = await sizes({ Attachments: file, RequestedTags: { ...tags, Rows: "12\\13" } });
  expect(odd).toMatchObject({ frame: 65535 * 2000 * 3 });
});

/** The index lacks Rows of what was stored before it had them, and where somebody has written a very long one. */
test.each<[string, Readonly<Record<string, string>>, number]>([
  ["no pixels has the size 0", { TransferSyntax: "1.2.840.10008.1.2.4.50" }, 0],
  [
    "native pixels has at most its file's size",
    { TransferSyntax: "1.2.840.10008.1.2.1", PixelDataOffset: "900" },
    5000,
  ],
  ["compressed pixels has an unknown size", { TransferSyntax: "1.2.840.10008.1.2.4.50", PixelDataOffset: "900" }, 1e15],
])("without sizes in the index, a frame with %s", async (_, metadata, frame) => {
  const found = { Attachments: [{ UncompressedSize: 5000 }], Metadata: metadata, RequestedTags: { Columns: "2" } };
  const [sizes] = await callLua("gateway.archive.read-sizes", "readSizes", JSON.stringify([found]));
  expect(sizes).toMatchObject({ frame });
});

test.each([
  [5000, 5000 + 16 * 1024 ** 2 + 200 * 5000],
  [1e9, 1e9 + 512 * 1024 ** 2],
])("a deflated file of %d bytes is weighed as what it may inflate to", async (bytes, file) => {
  const found = { Attachments: [{ UncompressedSize: bytes }], Metadata: { TransferSyntax: "1.2.840.10008.1.2.1.99" } };
  const [sizes] = await callLua("gateway.archive.read-sizes", "readSizes", JSON.stringify([found]));
  expect(sizes).toMatchObject({ file, sum: file });
});

test("the weight includes the elements of a crowded file, and of four for a series", async () => {
  const found = [900, undefined, 100, 300, 200, 200].map((elements) => ({
    Attachments: [{ UncompressedSize: 10 }],
    Metadata: elements === undefined ? {} : { Elements: String(elements) },
  }));
  const [sizes] = await callLua("gateway.archive.read-sizes", "readSizes", JSON.stringify(found));
  expect(sizes).toMatchObject({ count: 6, sum: 60, allElements: 1700, elements: 900 });
  const weightOf = async (path: string, of: unknown): Promise<unknown> => {
    const [work] = await callLua("gateway.queue.weigh", "workOf", `/dicom-web/studies/1.2${path}`);
    return (await callLua("gateway.queue.weigh", "weightOf", work, of))[0];
  };
  expect(await weightOf("/series/1.3/metadata", sizes)).toBe(2 * 40 + 3000 * 1700);
  expect(await weightOf("/metadata", { ...(sizes as object), allElements: 9000 })).toBe(2 * 40 + 3000 * 3600);
  expect(await weightOf("/series/1.3/instances/1.4/metadata", sizes)).toBe(2 * 10 + 3000 * 900);
  expect(await weightOf("/series/1.3/instances/1.4/rendered", sizes)).toBe(2 * 10 + 3000 * 900);
  expect(await weightOf("/series/1.3/instances/1.4", sizes)).toBe(3 * 10);
});

const EXPLICIT = "1.2.840.10008.1.2.1";
const JPEG = "1.2.840.10008.1.2.4.70";

test.each<[string, readonly (string | undefined)[], string]>([
  ["one", [EXPLICIT, EXPLICIT], EXPLICIT],
  ["each of several once", [EXPLICIT, JPEG, EXPLICIT], `${EXPLICIT},${JPEG}`],
  ["none if the index lacks one", [EXPLICIT, undefined], ""],
  ["none if one is no UID", ["1.2,3", EXPLICIT], ""],
  ["none if there are too many", Array.from({ length: 17 }, (_, i) => `1.2.${i}`), ""],
])("the transfer syntaxes of a place are %s", async (_, stored, syntaxes) => {
  const found = stored.map((uid) => ({ Metadata: uid === undefined ? {} : { TransferSyntax: uid } }));
  const [sizes] = await callLua("gateway.archive.read-sizes", "readSizes", JSON.stringify(found));
  expect(sizes).toMatchObject({ syntaxes });
});
