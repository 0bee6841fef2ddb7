import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Shrunk } from "./minify";

/** File types that shrink. Pictures and fonts are compressed already. */
const compressible: readonly string[] = [".js", ".css", ".wasm", ".svg"];

/** Below this a compressed answer saves no packet. */
const smallest = 1024;

/** Written per installation or changed by the gateway, so a compressed twin would go stale. */
const neverCompressed: readonly string[] = ["index.html", "app-config.js"];

/**
 * Writes `file.br` and `file.gz` beside each large text or wasm file of a folder, two at a time: no build takes more
 * than two cores. Brotli's best quality costs seconds a megabyte, so only `first`, what every visit needs, gets it.
 *
 * @param first names of files that the first view loads
 */
export async function compressFiles(folder: string, first: readonly string[]): Promise<Shrunk> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && compressible.includes(extname(entry.name)))
    .filter((entry) => !neverCompressed.includes(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const left = paths[Symbol.iterator]();
  const worker = async (): Promise<Shrunk[]> => {
    const done: Shrunk[] = [];
    for (const path of left)
      done.push(await compressFile(path, first.includes(path.slice(folder.length + 1)) ? 11 : 9));
    return done;
  };
  const done = (await Promise.all([worker(), worker()])).flat();
  return done.reduce((sum, { files, before, after }) => ({
    files: sum.files + files,
    before: sum.before + before,
    after: sum.after + after,
  }));
}

async function compressFile(path: string, quality: number): Promise<Shrunk> {
  const content = await readFile(path);
  if (content.length < smallest) return { files: 0, before: 0, after: 0 };
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  const br = await promisify(brotliCompress)(content, { params });
  await writeFile(`${path}.br`, br);
  await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
  return { files: 1, before: content.length, after: br.length };
}
