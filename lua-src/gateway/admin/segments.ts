/** The grammars of the variable segments of an admin path. */
import { matches } from "../http/text";

const HEX8 = "%x%x%x%x%x%x%x%x";
const HEX4 = "%x%x%x%x";

interface Grammar {
  readonly pattern: string;
  readonly maxLength: number;
}

const GRAMMARS: Readonly<Record<string, Grammar | undefined>> = {
  /** Orthanc's identifier: the SHA-1 of a DICOM identifier in five groups. */
  "{id}": { pattern: `^${HEX8}%-${HEX8}%-${HEX8}%-${HEX8}%-${HEX8}$`, maxLength: 44 },
  /** Of a job or a query. */
  "{uuid}": { pattern: `^${HEX8}%-${HEX4}%-${HEX4}%-${HEX4}%-${HEX8}${HEX4}$`, maxLength: 36 },
  /** Of a frame, an answer or an attachment. */
  "{number}": { pattern: "^%d+$", maxLength: 9 },
  "{label}": { pattern: "^[%w_-]+$", maxLength: 64 },
  /** Of a modality, a peer or a plugin. */
  "{name}": { pattern: "^%w[%w._-]*$", maxLength: 64 },
};

/** Whether a segment of a path is what a segment of a template stands for. */
export function isSegment(template: string, segment: string): boolean {
  const grammar = GRAMMARS[template];
  if (grammar === undefined) {
    return template === segment;
  }
  return segment.length <= grammar.maxLength && matches(segment, grammar.pattern) && !isUpperHex(template, segment);
}

/** Orthanc writes its identifiers in lower case and knows no other. */
function isUpperHex(template: string, segment: string): boolean {
  return (template === "{id}" || template === "{uuid}") && matches(segment, "%u");
}
