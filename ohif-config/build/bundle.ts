import { type BuildOptions, buildSync } from "esbuild";

/**
 * A script for browsers with all that it imports.
 *
 * @param entry the path of its first file
 */
export function bundled(entry: string, more: Pick<BuildOptions, "banner" | "charset" | "define"> = {}): string {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    write: false,
    ...more,
  });
  return outputFiles[0]?.text ?? "";
}
