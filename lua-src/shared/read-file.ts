/** The whole file as bytes; undefined: it cannot be read. */
export function readFile(path: string): string | undefined {
  const [file] = io.open(path, "rb");
  if (file === undefined) return undefined;
  const content = file.read("*a");
  file.close();
  return content;
}
