/**
 * A streaming inspector of one part's bytes: whether they are a DICOM file (PS3.10, section 7) that Orthanc can be given,
 * and whose. Constant memory, whatever the pieces in which it comes; what a part calls itself does not matter.
 *
 * @module
 */
import { isDeflated } from "../../shared/deflated";
import { encodingOf, type Encoding, EXPLICIT, EXPLICIT_UID, IMPLICIT, IMPLICIT_UID, RLE_UID } from "./encodings";
import { factsOf, namesOf, unpadded } from "./facts";
import { isStandardVr } from "./head";
import { endInflater, endsWell, give, type Inflater, newInflater, takeInflated } from "../http/inflate";
import { isForeign, PREAMBLE } from "./preamble";
import type { Facts, Fault, Identity } from "./types";
import { addText, elementsOf, isWhole, newWalk, restOf, type Walk, walkOn } from "./walk";
import { TRANSFER_SYNTAX } from "./wanted";

/** A file that is being inspected. */
export interface Inspector {
  fault: Fault | undefined;
  bytes: number;
  /** What comes next. */
  stage: "preamble" | "meta" | "data";
  /** The beginning, until it is known what it is. */
  held: string;
  walk: Walk;
  inflater: Inflater | undefined;
  hasForeignPreamble: boolean;
  transferSyntax: string;
  /** What the File Meta Information names. */
  media: Identity;
}

const MAGIC = "DICM";

export function newInspector(): Inspector {
  return {
    ...{ fault: undefined, bytes: 0, stage: "preamble", held: "" },
    walk: newWalk(EXPLICIT, true),
    inflater: undefined,
    ...{ hasForeignPreamble: false, transferSyntax: "", media: { sopClass: "", sopInstance: "" } },
  };
}

/** Takes the next piece; returns the fault once there is one, and for ever after. A file with one need not be fed on. */
export function feed(inspector: Inspector, piece: string): Fault | undefined {
  if (inspector.fault !== undefined) return inspector.fault;
  inspector.bytes += piece.length;
  if (inspector.stage !== "preamble") return settle(inspector, advance(inspector, piece));
  inspector.held += piece;
  if (inspector.held.length < PREAMBLE + MAGIC.length) return undefined;
  return settle(inspector, begin(inspector));
}

/** To be called once, when all pieces have been fed. */
export function finish(inspector: Inspector): LuaMultiReturn<[Facts] | [undefined, Fault]> {
  if (inspector.fault === undefined) settle(inspector, endFault(inspector));
  if (inspector.inflater !== undefined) endInflater(inspector.inflater);
  if (inspector.fault !== undefined) return $multi(undefined, inspector.fault);
  const { transferSyntax, hasForeignPreamble, inflater } = inspector;
  const bytes = inspector.bytes + (inflater === undefined ? 0 : inflater.bytesOut);
  const [facts, fault] = factsOf(inspector.walk, inspector.media.sopClass);
  if (facts === undefined) return $multi(undefined, settle(inspector, fault) ?? "malformed");
  return $multi({ ...facts, transferSyntax, hasForeignPreamble, bytes, elements: elementsOf(inspector.walk) });
}

/** What is known of a file so far, also of one with a fault: for FailedSOPSequence. */
export function identityOf(inspector: Inspector): Identity {
  const { stage, walk, media } = inspector;
  const names = stage === "data" ? namesOf(walk) : media;
  return names.sopClass === "" || names.sopInstance === "" ? media : names;
}

/** Remembers a fault; then nothing else is needed any more. */
function settle(inspector: Inspector, fault: Fault | undefined): Fault | undefined {
  inspector.fault = fault;
  if (fault !== undefined && inspector.inflater !== undefined) endInflater(inspector.inflater);
  return fault;
}

/** What is wrong with a file that ends here. */
function endFault(inspector: Inspector): Fault | undefined {
  if (inspector.bytes === 0) return "empty";
  const fault = inspector.stage === "preamble" ? begin(inspector) : undefined;
  if (fault !== undefined) return fault;
  const { stage, inflater, walk } = inspector;
  const isEnded = stage === "data" && (inflater === undefined || inflater.hasEnded);
  if (!isEnded || !isWhole(walk)) return "truncated";
  return inflater === undefined || endsWell(inflater) ? undefined : "bad-deflate";
}

/** Tells from its beginning what a file is, and goes on with that. */
function begin(inspector: Inspector): Fault | undefined {
  const { held } = inspector;
  inspector.held = "";
  if (string.sub(held, PREAMBLE + 1, PREAMBLE + MAGIC.length) === MAGIC) {
    inspector.hasForeignPreamble = isForeign(string.sub(held, 1, PREAMBLE));
    inspector.stage = "meta";
    return advance(inspector, string.sub(held, PREAMBLE + MAGIC.length + 1));
  }
  return beginBare(inspector, held);
}

/**
 * Without a preamble Orthanc takes File Meta Information, and a data set in what DCMTK guesses of its first element. Here
 * too, if that is the first of nearly all data sets, of group 8 in little endian.
 */
function beginBare(inspector: Inspector, held: string): Fault | undefined {
  const [a, b, c = 0, d, e = 0, f = 0] = string.byte(held, 1, 6);
  if (b !== 0 || d !== 0) return "not-dicom";
  if (a === 2 && c <= 1) {
    inspector.stage = "meta";
  } else if (a === 8) {
    const isExplicit = isStandardVr(e, f);
    inspector.transferSyntax = isExplicit ? EXPLICIT_UID : IMPLICIT_UID;
    beginData(inspector, isExplicit ? EXPLICIT : IMPLICIT);
  } else {
    return "not-dicom";
  }
  return advance(inspector, held);
}

function beginData(inspector: Inspector, encoding: Encoding): void {
  inspector.walk = newWalk(encoding, false);
  inspector.stage = "data";
}

function advance(inspector: Inspector, piece: string): Fault | undefined {
  const { walk, stage, inflater } = inspector;
  if (inflater !== undefined) return inflatePiece(walk, inflater, piece);
  addText(walk, piece);
  const said = walkOn(walk);
  if (said !== "ended") return said;
  return stage === "meta" ? endMeta(inspector, walk) : "malformed";
}

/** Goes on behind the File Meta Information, as its transfer syntax says. */
function endMeta(inspector: Inspector, meta: Walk): Fault | undefined {
  inspector.media = namesOf(meta);
  const transferSyntax = unpadded(meta.values[TRANSFER_SYNTAX] ?? "");
  const encoding = encodingOf(transferSyntax);
  if (encoding === undefined) return "unknown-transfer-syntax";
  inspector.transferSyntax = transferSyntax;
  beginData(inspector, encoding);
  inspector.walk.takesEmptyFragments = transferSyntax !== RLE_UID;
  if (isDeflated(transferSyntax)) inspector.inflater = newInflater();
  return advance(inspector, restOf(meta));
}

function inflatePiece(walk: Walk, inflater: Inflater, piece: string): Fault | undefined {
  give(inflater, piece);
  for (;;) {
    const [text, failed] = takeInflated(inflater);
    if (text === undefined) return failed;
    addText(walk, text);
    const fault = walkOn(walk);
    if (fault !== undefined) return fault === "ended" ? "malformed" : fault;
  }
}
