import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** File types that shrink. Pictures and fonts are compressed already. */
const compressible: readonly string[] = [".js", ".css", ".wasm", ".svg"];

/** Below this a compressed answer saves no packet. */
const smallest = 1024;

/** Written per installation or changed by the gateway, so a compressed twin would go stale. */
const neverCompressed: readonly string[] = ["index.html", "app-config.js"];

export interface Compressed {
  readonly files: number;
  readonly bytes: number;
  readonly brotliBytes: number;
}

/**
 * Writes `file.br` and `file.gz` beside each large text or wasm file of a folder.
 * Brotli 9 on the whole viewer costs seconds; 11 would cost minutes for 8 % more.
 */
export async function compressFiles(folder: string): Promise<Compressed> {
  let [files, bytes, brotliBytes] = [0, 0, 0];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !compressible.includes(extname(entry.name)) || neverCompressed.includes(entry.name))
      continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    if (content.length < smallest) continue;

    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(content, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
      }),
      promisify(gzip)(content, { level: 9 }),
    ]);
    await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
    files += 1;
    bytes += content.length;
    brotliBytes += br.length;
  }
  return { files, bytes, brotliBytes };
}
