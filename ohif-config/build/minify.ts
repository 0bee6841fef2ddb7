import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { transform } from "esbuild";

/** What a pass over a folder did, in bytes. */
export interface Shrunk {
  readonly files: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Minifies the scripts of a folder in place, one after the other. The published bundles are not minified: the largest
 * shrinks from 17 MB to 8 MB, which a browser has to download and to parse. Names of properties and of what a script
 * shares with others stay, and so does a file that would not get smaller.
 *
 * @throws where a file is not JavaScript that esbuild reads
 */
export async function minifyScripts(folder: string): Promise<Shrunk> {
  let [files, before, after] = [0, 0, 0];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const name of names.filter((one) => extname(one) === ".js")) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    const script = readFileSync(path, "utf8");
    // Licence comments stay, as licences ask.
    const { code } = await transform(script, { minify: true, charset: "utf8", logLevel: "error", sourcefile: name });
    const [was, is] = [Buffer.byteLength(script), Buffer.byteLength(code)];
    files += 1;
    before += was;
    after += Math.min(was, is);
    if (is < was) writeFileSync(path, code);
  }
  return { files, before, after };
}
