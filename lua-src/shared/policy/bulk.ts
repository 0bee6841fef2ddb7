import { matches } from "../text";

/** How deep sequences may nest in the path of a bulk value. */
const MAX_SEQUENCES = 16;

/**
 * The path below `/bulk/` as Orthanc writes it into a BulkDataURI: `<tag>`, or `<tag>/<item>` for each sequence
 * around it and then `<tag>`. Tags have eight hexadecimal digits, items count from 1. Returns it with tags in lower
 * case, or undefined where it is malformed.
 */
export function parseBulkPath(text: string): string | undefined {
  let rest = text;
  let path = "";
  for (let depth = 0; depth <= MAX_SEQUENCES; depth++) {
    if (matches(rest, "^%x%x%x%x%x%x%x%x$")) {
      return path + string.lower(rest);
    }
    const [tag, item, after] = string.match(rest, "^(%x%x%x%x%x%x%x%x)/([1-9]%d*)/(.+)$");
    if (tag === undefined || item === undefined || after === undefined || item.length > 6) {
      return undefined;
    }
    path = `${path}${string.lower(tag)}/${item}/`;
    rest = after;
  }
  return undefined;
}
