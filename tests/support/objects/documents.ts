import { writeInstance } from "../../../scripts/lib/dicom-writer";
import { common, sq, text } from "./elements";

/** An encapsulated PDF of one page (PS3.3, section A.45.1) that is filled with one colour and holds a line of text. */
export function pdfDocument(study: string): Buffer {
  return writeInstance([
    ...common({ study, series: "Letter", modality: "DOC", sopClass: "1.2.840.10008.5.1.4.1.1.104.1" }),
    text(0x00080064, "CS", "WSD"),
    text(0x00280301, "CS", "NO"),
    text(0x00420010, "ST", "A letter"),
    text(0x00420012, "LO", "application/pdf"),
    { tag: 0x00420011, vr: "OB", value: pdf("A letter in the archive") },
    sq(0x0040a043),
  ]);
}

/** A PDF 1.4 file (ISO 32000) with one page, half of it green. */
function pdf(line: string): Buffer {
  const drawing = `0 0.6 0 rg 0 0 300 100 re f 0 g BT /F1 20 Tf 20 150 Td (${line}) Tj ET`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    `<</Length ${drawing.length}>>stream\n${drawing}\nendstream`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
  ];
  let body = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj${object}endobj\n`;
    return String(offset).padStart(10, "0");
  });
  const table = offsets.map((offset) => `${offset} 00000 n \n`).join("");
  const trailer = `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(`${body}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${trailer}`, "latin1");
}
