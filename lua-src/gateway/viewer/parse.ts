import { matches } from "../../shared/text";
import { refuse, type Refusal } from "../http/refusal";

/** Paths that OHIF routes in the browser: all of them get index.html. A mode may name its data source. */
const MODES = ["viewer", "basic", "segmentation", "tmtv", "microscopy", "dynamic-volume", "usAnnotation"];
const PAGES = new LuaSet<string>();
for (const page of ["/", "/notfoundstudy", "/notfoundserver"]) PAGES.add(page);
for (const mode of MODES) {
  PAGES.add(`/${mode}`);
  PAGES.add(`/${mode}/dicomweb`);
}

/** What the viewer's paths stand for: the file that is served, relative to the viewer's root. */
export interface ViewerFile {
  readonly file: string;
  /** A page that a person navigates to, rather than one of its parts. */
  readonly page: boolean;
}

/**
 * Parses a viewer path: a page of the closed list, or the name of a file, whose segments begin with a letter, a
 * digit or `_` and hold letters, digits, `.`, `_` and `-`. The query belongs to OHIF and is not looked at.
 */
export function parseViewer(method: string, path: string): LuaMultiReturn<[ViewerFile] | [undefined, Refusal]> {
  if (method !== "GET") {
    return $multi(undefined, refuse(405, "viewer-method", "The viewer's files are read with GET."));
  }
  if (PAGES.has(path)) return $multi({ file: "/index.html", page: true });
  const odd = matches(path, "[^%w%._/%-]") || matches(path, "/[^%w_]") || matches(path, "/$");
  if (odd) return $multi(undefined, refuse(400, "viewer-path", "The viewer has no such address."));
  return $multi({ file: path, page: false });
}
