import { describe, expect, test } from "vitest";
import { isDicom } from "../../../../ohif-config/upload/head";
import { membersOf, reasonOfUnread } from "../../../../ohif-config/upload/zip";
import { instance } from "../../../support/store-files";
import { type Member, zipOfAll } from "../../../support/zip";
import { onlyCandidate, unreadBy } from "./chosen";

const fileOf = (members: readonly Member[], count?: number): Blob =>
  new Blob([new Uint8Array(zipOfAll(members, count))]);
const namesIn = async (file: Blob): Promise<string[]> =>
  (await membersOf(file, "a.zip")).map((found) => ("reason" in found ? `${found.what} ${found.reason}` : found.name));

const IMAGE = instance();
const MANY = Buffer.alloc(200_000, "many ");

const MIB = 1024 * 1024;

/** A file as large as no memory is, zeros but for its end, and how much of it has been read. */
function behindZeros(zeros: number, end: Blob): { readonly blob: Blob; readonly read: () => number } {
  let read = 0;
  const size = zeros + end.size;
  const slice = (from = 0, to = size): Blob => {
    read += to - from;
    if (to - from > 16 * MIB) throw new Error(`${to - from} bytes at once`);
    const before = new Uint8Array(Math.max(0, Math.min(zeros, to) - from));
    return new Blob([before, end.slice(Math.max(0, from - zeros), Math.max(0, to - zeros))]);
  };
  const blob = Object.create(Blob.prototype, { slice: { value: slice }, size: { value: size } }) as Blob;
  return { blob, read: () => read };
}

describe("what a ZIP file has", () => {
  test.each([false, true])("a member of a ZIP file is unpacked whole (deflated: %s)", async (isDeflated) => {
    const file = fileOf([{ name: "cd/IM1", content: Buffer.concat([IMAGE, MANY]), isDeflated }]);
    const member = await onlyCandidate(file);
    expect(member).toMatchObject({ name: "a.zip: cd/IM1", size: IMAGE.length + MANY.length });
    expect(isDicom(await member.head())).toBe(true);
    expect((await member.head()).length).toBe(Math.min(1024, IMAGE.length + MANY.length));
    expect(Buffer.from(await (await member.open()).arrayBuffer()).equals(Buffer.concat([IMAGE, MANY]))).toBe(true);
  });

  test("folders in a ZIP file are no files, and a member that is called like one is", async () => {
    const empty = Buffer.alloc(0);
    const file = fileOf([
      { name: "cd/", content: empty },
      { name: "cd/../../IM1", content: IMAGE },
      { name: "/IM2", content: IMAGE },
    ]);
    expect(await namesIn(file)).toEqual(["a.zip: cd/../../IM1", "a.zip: /IM2"]);
  });

  test.each<[string, Partial<Member>]>([
    ["a slash", { name: "cd/IM1/" }],
    ["the attributes of MS-DOS", { attributes: 0x10 }],
    ["the mode of Unix", { attributes: 0o40755 * 0x10000, host: 3 }],
  ])("a member of a ZIP file that is a folder by %s is a file all the same if it has bytes", async (_, more) => {
    const member = { name: "cd/IM1", content: IMAGE, ...more };
    const found = await onlyCandidate(fileOf([member, { ...member, content: Buffer.alloc(0) }]));
    expect(found.name).toBe(`a.zip: ${member.name}`);
    expect(isDicom(await found.head())).toBe(true);
    expect(await unreadBy(found)).toBeUndefined();
  });

  test("what an operating system has left in a ZIP file is skipped", async () => {
    const file = fileOf(["__MACOSX/._IM1", ".DS_Store", "a/Thumbs.db"].map((name) => ({ name, content: IMAGE })));
    expect(await namesIn(file)).toEqual(Array.from({ length: 3 }, () => "skipped junk"));
  });

  test("an encrypted member of a ZIP file is refused, and the others are not", async () => {
    const file = fileOf([
      { name: "IM1", content: IMAGE, isEncrypted: true },
      { name: "IM2", content: IMAGE },
    ]);
    expect(await namesIn(file)).toEqual(["refused encrypted", "a.zip: IM2"]);
  });

  test("a member of a ZIP file that is compressed by another method is refused", async () => {
    const bytes = zipOfAll([{ name: "IM1", content: IMAGE }]);
    // The method, in the local header and in the central directory: BZIP2.
    bytes.writeUInt16LE(12, 8);
    bytes.writeUInt16LE(12, bytes.indexOf("PK\x01\x02") + 10);
    expect(await namesIn(new Blob([new Uint8Array(bytes)]))).toEqual(["refused unknown-compression"]);
  });
});

describe("members of a ZIP file that are not what it says", () => {
  test.each<[string, Partial<Member>]>([
    ["another CRC-32", { crc: 1 }],
    ["another CRC-32, deflated", { crc: 1, isDeflated: true }],
    ["more bytes than it says", { size: 1000, isDeflated: true }],
    ["fewer bytes than it says", { size: MANY.length + 1, isDeflated: true }],
  ])("a member of a ZIP file is damaged if it has %s", async (_, wrong) => {
    const member = await onlyCandidate(fileOf([{ name: "IM1", content: MANY, ...wrong }]));
    expect(await unreadBy(member)).toBe("damaged");
  });

  test("a member of a ZIP file is given up as soon as it has more bytes than it says", async () => {
    const content = Buffer.alloc(64 * MIB);
    const member = await onlyCandidate(fileOf([{ name: "IM1", content, isDeflated: true, size: 1000 }]));
    const before = process.memoryUsage().arrayBuffers;
    expect(await unreadBy(member)).toBe("damaged");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * MIB);
  });

  test("a member of a ZIP file whose bytes are no deflated ones is damaged", async () => {
    const bytes = zipOfAll([{ name: "IM1", content: MANY, isDeflated: true }]);
    bytes.fill(0xff, 33, 60);
    expect(await unreadBy(await onlyCandidate(new Blob([new Uint8Array(bytes)])))).toBe("damaged");
  });
});

describe("bounds of a ZIP file", () => {
  test("a ZIP file is refused if it says that it is 200 times as large unpacked, and more than 256 MiB", async () => {
    const bomb = { name: "IM1", content: MANY, isDeflated: true, size: 300 * 1024 * 1024 };
    expect(await namesIn(fileOf([bomb]))).toEqual(["refused zip-bomb"]);
    const halves = { ...bomb, size: 150 * 1024 * 1024 };
    expect(await namesIn(fileOf([halves, { ...halves, name: "IM2" }]))).toEqual(["refused zip-bomb"]);
    expect(await namesIn(fileOf([halves]))).toEqual(["a.zip: IM1"]);
  });

  test("a ZIP file is refused if its members overlap", async () => {
    const first = { name: "IM1", content: MANY };
    expect(await namesIn(fileOf([first, ...[2, 3].map((n) => ({ ...first, name: `IM${n}`, at: 0 }))]))).toEqual([
      "refused zip-overlap",
    ]);
  });

  test("a member that overlaps another one is damaged, also if the ZIP file has room for both", async () => {
    const first = { name: "IM1", content: MANY };
    const bytes = zipOfAll([first, { ...first, name: "IM2", at: 0 }]);
    const file = new Blob([new Uint8Array(MANY.length), new Uint8Array(bytes)]);
    const why: unknown[] = [];
    for (const found of await membersOf(file, "a.zip")) why.push("reason" in found ? found : await unreadBy(found));
    expect(why).toEqual([undefined, "damaged"]);
  });

  test("a ZIP file is refused if its end record counts fewer members than its directory has", async () => {
    const three = [1, 2, 3].map((n) => ({ name: `IM${n}`, content: IMAGE }));
    expect(await namesIn(fileOf(three, 2))).toEqual(["refused zip-miscounted"]);
    const shorter = zipOfAll(three, 2);
    const [end, last] = [shorter.indexOf("PK\x05\x06"), shorter.lastIndexOf("PK\x01\x02")];
    // Its length, too, is that of two.
    shorter.writeUInt32LE(last - shorter.indexOf("PK\x01\x02"), end + 12);
    expect(await namesIn(new Blob([new Uint8Array(shorter)]))).toEqual(["refused zip-miscounted"]);
  });

  test("a ZIP file is refused if it has more than 20,000 members", async () => {
    const members = Array.from({ length: 20_001 }, (_, n) => ({ name: `IM${n}`, content: Buffer.alloc(0) }));
    expect(await namesIn(fileOf(members))).toEqual(["refused zip-too-many"]);
  });

  test.each<[string, (whole: Buffer) => Buffer]>([
    ["is cut", (whole) => whole.subarray(0, whole.length - 30)],
    ["is none", () => Buffer.alloc(100)],
    ["is empty", () => Buffer.alloc(0)],
  ])("a ZIP file that %s is not read", async (_, change) => {
    const bytes = new Uint8Array(change(zipOfAll([{ name: "IM1", content: IMAGE }])));
    expect(await namesIn(new Blob([bytes]))).toEqual(["refused zip-unreadable"]);
  });

  test("a ZIP file whose directory has more than 64 MiB is refused before that is read", async () => {
    const directory = 100 * 1024 * 1024;
    const end = Buffer.alloc(22);
    end.write("PK\x05\x06", "latin1");
    end.writeUInt16LE(1000, 8);
    end.writeUInt16LE(1000, 10);
    end.writeUInt32LE(directory, 12);
    const file = behindZeros(directory, new Blob([new Uint8Array(end)]));
    expect(await namesIn(file.blob)).toEqual(["refused zip-too-many"]);
    expect(file.read()).toBeLessThan(MIB);
  });

  test("a ZIP file of 4 GB is read in place, and little of it to list its members", async () => {
    const zip = new Blob([new Uint8Array(zipOfAll([{ name: "IM1", content: IMAGE, isDeflated: true }]))]);
    const large = behindZeros(4 * 1024 * MIB, zip);
    const member = await onlyCandidate(large.blob);
    expect(isDicom(await member.head())).toBe(true);
    expect(large.read()).toBeLessThan(16 * MIB);
  });
});

test("a file that the browser cannot read is told from one that is damaged", () => {
  expect(reasonOfUnread(new DOMException("gone", "NotReadableError"))).toBe("unreadable");
  expect(reasonOfUnread(new TypeError("no"))).toBe("damaged");
});
