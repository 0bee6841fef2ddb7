/** The grammars of the variable segments of Orthanc's paths. Letters are written out: `%w` depends on the locale. */
import { matches, pieces } from "../text";
import { isUid } from "./uid";

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

const EXTENSIONS: Readonly<Record<string, true | undefined>> = {
  css: true,
  gif: true,
  html: true,
  ico: true,
  js: true,
  png: true,
};

/**
 * Whether a path below Orthanc's `/app/` is that of a page's file: at most six segments that start with a letter or
 * digit, and one of a page's extensions at the end.
 */
export function isAsset(file: string): boolean {
  const [extension] = string.match(file, "%.([a-z]+)$");
  const [, slashes] = string.gsub(file, "/", "/");
  const isFile = extension !== undefined && EXTENSIONS[extension] === true && slashes <= 5;
  return isFile && !matches(file, "[^A-Za-z0-9._/-]") && !matches(`/${file}`, "/[^A-Za-z0-9]");
}

/** Whether a text is a frame number, counted from 1 (PS3.18, section 10.4.1.1.6): no leading zero, up to nine digits. */
export function isFrameNumber(text: string): boolean {
  return text.length <= 9 && matches(text, "^[1-9]%d*$");
}

/** Whether a text is a list of frame numbers parted by commas. */
export function isFrameList(text: string): boolean {
  for (const piece of pieces(text, ",")) {
    if (!isFrameNumber(piece)) {
      return false;
    }
  }
  return true;
}

const HEX4 = "[0-9a-f][0-9a-f][0-9a-f][0-9a-f]";
const HEX8 = HEX4 + HEX4;

type Grammar = (text: string) => boolean;

function pattern(lua: string, maxLength: number): Grammar {
  // Pattern: at most 64 bytes.
  return (text) => text.length <= maxLength && matches(text, lua);
}

const GRAMMARS: Readonly<Record<string, Grammar | undefined>> = {
  /** Orthanc's identifier: the SHA-1 of a DICOM identifier in five groups, in lower case as Orthanc writes it. */
  "{id}": pattern(`^${HEX8}%-${HEX8}%-${HEX8}%-${HEX8}%-${HEX8}$`, 44),
  /** Of a job or a query. */
  "{uuid}": pattern(`^${HEX8}%-${HEX4}%-${HEX4}%-${HEX4}%-${HEX8}${HEX4}$`, 36),
  /** Of a frame, an answer or an attachment. */
  "{number}": pattern("^%d+$", 9),
  "{label}": pattern("^[A-Za-z0-9_-]+$", 64),
  /** Of a modality, a peer or a plugin. */
  "{name}": pattern("^[A-Za-z0-9][A-Za-z0-9._-]*$", 64),
  "{uid}": isUid,
  "{frame}": isFrameNumber,
  "{frames}": isFrameList,
};

/** Grammars of all that is left of a path; they stand last in a template. */
const RESTS: Readonly<Record<string, Grammar | undefined>> = {
  "{asset}": isAsset,
  "{bulk}": (text) => parseBulkPath(text) === text,
};

/** Whether a segment of a template stands for all that is left of a path. */
export function isRest(template: string): boolean {
  return RESTS[template] !== undefined;
}

/** Whether a segment of a path, or what is left of it, is what a segment of a template stands for. */
export function isSegment(template: string, text: string): boolean {
  const grammar = GRAMMARS[template] ?? RESTS[template];
  return grammar === undefined ? template === text : grammar(text);
}
