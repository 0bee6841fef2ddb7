/**
 * `npm run demo [-- folder]`: stores a generated phantom series as a user whose name and password come from
 * COLLIMATOR_USER and COLLIMATOR_PASSWORD or from the terminal; with a folder, does what `npm run import` does.
 *
 * @module
 */
import { Readable } from "node:stream";
import { openAccess, stackHere } from "./lib/import/access";
import { importSources, NOT_DONE } from "./lib/import/command";
import type { Source } from "./lib/import/file";
import { phantomSeries } from "./lib/phantom";
import { complain } from "./lib/project";

function phantomSource(): Source {
  const phantom = phantomSeries({
    name: "demo",
    slices: 64,
    rows: 256,
    columns: 256,
    studyDescription: "Phantom demo",
  });
  async function* walk() {
    let number = 0;
    for (const bytes of phantom.files()) {
      number += 1;
      const name = `slice ${number}`;
      const open = async (): Promise<Readable> => Promise.resolve(Readable.from([bytes]));
      yield await Promise.resolve({ name, size: bytes.length, identity: name, open });
    }
  }
  return { key: "", walk, close: () => undefined };
}

async function demo(): Promise<number> {
  const stack = stackHere();
  const access = typeof stack === "string" ? stack : await openAccess(stack.url, stack.admin);
  if (typeof access === "string") {
    complain(access);
    return NOT_DONE;
  }
  return importSources(access, [{ source: phantomSource(), journal: undefined }]);
}

if (process.argv.length > 2) {
  await import("./import");
} else {
  process.exitCode = await demo();
}
