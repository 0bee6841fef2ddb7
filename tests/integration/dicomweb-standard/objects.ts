/**
 * Two studies with what the search examples of PS3.18 look for, and a document.
 *
 * @module
 */
import { type Element, writeInstance } from "../../../scripts/lib/dicom-writer";
import { uidOf } from "../../../scripts/lib/uid";
import { pdfDocument } from "../../support/objects/documents";
import { instanceUid, sq, studyUid, text } from "../../support/objects/elements";
import { frameOf, pictureHeader, type Shape, uidsOf } from "../../support/pictures";

export const SHAPE: Shape = { bits: 12, samples: 1, frames: 3 };
export const JOHN = uidsOf("standard john");
export const WAYLON = uidsOf("standard waylon");

/** A picture, some of its elements replaced. */
function picture(name: string, elements: readonly Element[]): Buffer {
  const replaced = new Set(elements.map(({ tag }) => tag));
  const header = pictureHeader(name, SHAPE).filter(({ tag }) => !replaced.has(tag));
  const pixels = Buffer.concat([0, 1, 2].map((index) => frameOf(SHAPE, index)));
  return writeInstance([...header, ...elements, { tag: 0x7fe00010, vr: "OW", value: pixels }]);
}

export const john = picture("standard john", [
  text(0x00080020, "DA", "20130509"),
  text(0x00080030, "TM", "101530"),
  text(0x00080050, "SH", "ACC+1"),
  text(0x00080060, "CS", "CT"),
  text(0x00081048, "PN", "HOUSE^G"),
  text(0x00081060, "PN", "WATSON^J"),
  text(0x00090010, "LO", "COLLIMATOR"),
  text(0x00091001, "LO", "private"),
  text(0x00100010, "PN", "SMITH^JOHN Q"),
  text(0x00100020, "LO", "11235813"),
  text(0x00400244, "DA", "20130509"),
  sq(0x00400275, [text(0x00400009, "SH", "STEP1"), text(0x00401001, "SH", "PROCEDURE1")]),
]);

export const waylon = picture("standard waylon", [
  text(0x00080020, "DA", "20130510"),
  text(0x00080030, "TM", "235959"),
  text(0x00080060, "CS", "MR"),
  text(0x00100010, "PN", "SMITHERS^WAYLON"),
  text(0x00100020, "LO", "11235814"),
]);

export const letter = pdfDocument("standard pdf");

const below = ({ study, series, instance }: typeof JOHN): string =>
  `/pacs/studies/${study}/series/${series}/instances/${instance}`;
export const IMAGE = below(JOHN);
export const LETTER = below({
  study: studyUid("standard pdf"),
  series: uidOf("standard pdf Letter"),
  instance: instanceUid({ study: "standard pdf", series: "Letter" }),
});
