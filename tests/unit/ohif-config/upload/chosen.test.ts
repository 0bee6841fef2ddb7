import { describe, expect, test } from "vitest";
import { type Dropped, type Take, takeDropped, takeFiles } from "../../../../ohif-config/upload/chosen";
import { instance } from "../../../support/store-files";
import { zipOf, zipOfAll } from "../../../support/zip";

const IMAGE = instance();

/** A file as a field for files gives it; `path` if it is one of a folder. */
function picked(name: string, content: Uint8Array = IMAGE, path = ""): File {
  return Object.defineProperty(new File([new Uint8Array(content)], name), "webkitRelativePath", { value: path });
}

/** What was found, a line each; `most`: so many are taken. */
async function found(look: (take: Take) => Promise<void>, most = Infinity): Promise<string[]> {
  const lines: string[] = [];
  await look((each) => {
    lines.push("reason" in each ? `${each.name} ${each.what} ${each.reason}` : each.name);
    return lines.length < most;
  });
  return lines;
}

/** A folder or file as it is dropped. */
function entry(name: string, content: readonly FileSystemEntry[] | File): FileSystemEntry {
  if (content instanceof File) {
    const file = (resolve: (file: File) => void): void => {
      resolve(content);
    };
    return { name, isDirectory: false, isFile: true, file } as unknown as FileSystemEntry;
  }
  const createReader = (): unknown => {
    // Browsers give some at a time, and none at the end.
    const rest = [...content];
    return {
      readEntries: (resolve: (entries: FileSystemEntry[]) => void): void => {
        resolve(rest.splice(0, 2));
      },
    };
  };
  return { name, isDirectory: true, isFile: false, createReader } as unknown as FileSystemEntry;
}

const always = (): boolean => true;
const droppedFolder = (folder: FileSystemEntry): Dropped[] => [{ entry: folder, file: null }];

describe("files that are chosen", () => {
  test("a chosen ZIP file is opened, and a file is taken as it is", async () => {
    const zip = zipOfAll(["IM1", "IM2"].map((name) => ({ name, content: IMAGE })));
    const files = [picked("IM0"), picked("cd.zip", zip), picked("letter.docx", zipOf("a.xml", IMAGE))];
    expect(await found((take) => takeFiles(files, take))).toEqual(["IM0", "cd.zip: IM1", "cd.zip: IM2", "letter.docx"]);
  });

  test("a chosen folder's files have its path, and a ZIP file in it stays as it is", async () => {
    const files = [
      picked("IM1", IMAGE, "cd/IMAGES/IM1"),
      picked("more.zip", zipOf("IM9", IMAGE), "cd/more.zip"),
      picked("Thumbs.db", IMAGE, "cd/Thumbs.db"),
      picked("IM2", IMAGE, "cd/.hidden/IM2"),
    ];
    expect(await found((take) => takeFiles(files, take))).toEqual([
      "cd/IMAGES/IM1",
      "cd/more.zip",
      "cd/Thumbs.db skipped junk",
      "cd/.hidden/IM2 skipped junk",
    ]);
  });

  test("nothing is taken after the last that there is room for", async () => {
    const files = Array.from({ length: 5 }, (_, n) => picked(`IM${n}`));
    expect(await found((take) => takeFiles(files, take), 2)).toEqual(["IM0", "IM1"]);
  });

  test("a chosen file that cannot be read is refused", async () => {
    const broken = Object.assign(picked("IM1"), {
      slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException("gone", "NotReadableError")) }),
    });
    expect(await found((take) => takeFiles([broken], take))).toEqual(["IM1 refused unreadable"]);
  });
});

describe("files and folders that are dropped", () => {
  test("a dropped folder is walked whole, without its hidden folders", async () => {
    const folder = entry("cd", [
      entry("DICOMDIR", picked("DICOMDIR")),
      entry("IMAGES", [
        ...[1, 2, 3, 4, 5].map((n) => entry(`IM${n}`, picked(`IM${n}`))),
        entry(".git", [entry("x", picked("x"))]),
      ]),
    ]);
    expect(await found((take) => takeDropped(droppedFolder(folder), take, always))).toEqual([
      "cd/DICOMDIR",
      ...[1, 2, 3, 4, 5].map((n) => `cd/IMAGES/IM${n}`),
      "cd/IMAGES/.git skipped junk",
    ]);
  });

  test("a file of a dropped folder that cannot be read is refused, and the others are taken", async () => {
    const file = (_: unknown, reject: (cause: unknown) => void): void => {
      reject(new DOMException("gone", "NotReadableError"));
    };
    const broken = { name: "IM1", isDirectory: false, isFile: true, file } as unknown as FileSystemEntry;
    const folder = entry("cd", [broken, entry("IM2", picked("IM2"))]);
    expect(await found((take) => takeDropped(droppedFolder(folder), take, always))).toEqual([
      "cd/IM1 refused unreadable",
      "cd/IM2",
    ]);
  });

  test("a folder more than 64 folders deep is refused", async () => {
    let folder = entry("deep", [entry("IM1", picked("IM1"))]);
    for (let depth = 0; depth < 64; depth += 1) folder = entry("f", [folder]);
    const [line = "", ...others] = await found((take) => takeDropped(droppedFolder(folder), take, always));
    expect([line.endsWith("/deep refused too-deep"), others]).toEqual([true, []]);
  });

  test("a dropped folder of folders is walked no further once nothing more is wanted", async () => {
    let looks = 0;
    const folder = entry(
      "cd",
      Array.from({ length: 9 }, (_, n) => entry(`f${n}`, [])),
    );
    await takeDropped(
      droppedFolder(folder),
      () => true,
      () => (looks += 1) < 3,
    );
    expect(looks).toBe(3);
  });

  test("a dropped file without an entry is taken, and a ZIP file opened", async () => {
    const dropped = [picked("IM1"), picked("cd.zip", zipOf("IM2", IMAGE))].map((file) => ({ entry: null, file }));
    expect(await found((take) => takeDropped(dropped, take, always))).toEqual(["IM1", "cd.zip: IM2"]);
  });
});
