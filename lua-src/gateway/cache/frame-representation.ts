/**
 * In which representation the frames of an instance are, as they were answered: a client may take but some of them (PS3.18, section
 * 8.7.3.3), and what is cached serves whoever takes it. Lists of representations are no part of a key, or one frame could be cached
 * as often as there are ways to write such a list.
 *
 * @module
 */
import { pieces } from "../../shared/text";
import { type FrameRepresentations, isAmong } from "../dicomweb/frame-representations";
import type { RetrieveFrames } from "../dicomweb/transaction";
import { refuse } from "../http/refusal";
import { recallShared, share } from "../state/shared";

/** An instance's frames have one representation until it is stored again, under other epochs. */
const KNOWN_SECONDS = 3600;
/** `multipart/related; type="image/jls; transfer-syntax=1.2.840.10008.1.2.4.80"`, without its boundary. */
const LONGEST = 200;

export const NOT_TAKEN = refuse(
  406,
  "transfer-syntax",
  "What is stored has another type or transfer syntax than the Accept header allows; transfer-syntax=* takes any.",
);

/** What the representation of an instance's frames is called under its study's epoch. */
export function representationName({ study, series, instance }: RetrieveFrames, epoch: string): string {
  return `${epoch} ${study} ${series} ${instance}`;
}

/** Whether the frames are in one of the representations that a client takes; undefined where that is not known yet. */
export function isTaken(name: string, representations: FrameRepresentations): boolean | undefined {
  const known = recallShared("frames", `representation ${name}`);
  return known === undefined ? undefined : isAmong(known, representations);
}

/** Notes the representation of an answer with frames, by its Content-Type. */
export function noteRepresentation(name: string, contentType: string): void {
  const representation = pieces(contentType, "; boundary=")[0] ?? "";
  if (representation.length <= LONGEST) share("frames", `representation ${name}`, representation, KNOWN_SECONDS);
}

/**
 * Notes in which representation frames are, where the outer server has named them in `X-Frame-Representation`. Turns an answer of Orthanc's into a refusal where it has none of the representations that the outer server has named in
 * `X-Representations`. The status is enough: the outer server reads no body of a refused answer.
 */
export function checkRepresentation(): void {
  if (ngx.status !== 200) return;
  const [name, list] = [ngx.var["http_x_frame_representation"], ngx.var["http_x_representations"]];
  const contentType = tostring(ngx.header["Content-Type"]);
  if (name !== undefined) noteRepresentation(name, contentType);
  if (list === undefined || isAmong(contentType, list.split(","))) return;
  ngx.status = 406;
  ngx.header["X-Reason"] = "transfer-syntax";
}
