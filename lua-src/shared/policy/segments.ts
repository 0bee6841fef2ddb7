/** The grammars of the variable segments of Orthanc's paths. Letters are written out: `%w` depends on the locale. */
import { matches } from "../text";
import { isAsset } from "./asset";
import { parseBulkPath } from "./bulk";
import { isFrameList, isFrameNumber } from "./frames";
import { isUid } from "./uid";

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
