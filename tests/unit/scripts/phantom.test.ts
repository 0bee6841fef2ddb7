import dcmjs from "dcmjs";
import { describe, expect, test } from "vitest";

import { writeInstance } from "../../../scripts/lib/dicom-writer";
import { phantomSeries } from "../../../scripts/lib/phantom";

function read(file: Buffer): Record<string, unknown> {
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
  return dcmjs.data.DicomMetaDictionary.naturalizeDataset(dcmjs.data.DicomMessage.readFile(bytes).dict);
}

describe("the generated phantom", () => {
  const phantom = phantomSeries({ name: "unit test", slices: 4, rows: 8, columns: 16, patientName: "Größe^Ä" });
  const files = [...phantom.files()];

  test("another implementation reads the generated phantom", () => {
    expect(files).toHaveLength(4);
    const image = read(files[2] ?? Buffer.alloc(0));
    expect(image).toMatchObject({
      StudyInstanceUID: phantom.studyUid,
      SeriesInstanceUID: phantom.seriesUid,
      Rows: 8,
      Columns: 16,
      InstanceNumber: 3,
      ImagePositionPatient: [-120, -112, 32],
      PixelSpacing: [32, 16],
    });
    expect(JSON.stringify(image.PatientName)).toContain("Größe^Ä");
    expect((image.PixelData as ArrayBuffer[])[0]?.byteLength).toBe(8 * 16 * 2);
  });

  test("the generated phantom has its own UIDs under 2.25, the same in every run", () => {
    const uids = files.map((file) => String(read(file).SOPInstanceUID));
    expect(new Set([...uids, phantom.studyUid, phantom.seriesUid]).size).toBe(6);
    for (const uid of uids) expect(uid).toMatch(/^2\.25\.[1-9]\d{20,38}$/);
    expect([...phantomSeries({ name: "unit test", slices: 4, rows: 8, columns: 16 }).files()]).toHaveLength(4);
    expect(phantomSeries({ name: "unit test", slices: 1, rows: 8, columns: 8 }).studyUid).toBe(phantom.studyUid);
    expect(phantomSeries({ name: "another", slices: 1, rows: 8, columns: 8 }).studyUid).not.toBe(phantom.studyUid);
  });

  test("each slice of the generated phantom differs from its neighbours", () => {
    const pixels = files.map((file) => file.subarray(file.length - 256).toString("hex"));
    expect(new Set(pixels).size).toBe(4);
  });
});

describe("writeInstance", () => {
  test("writeInstance writes sequences", () => {
    const file = writeInstance([
      { tag: 0x00080016, vr: "UI", value: "1.2.840.10008.5.1.4.1.1.7" },
      { tag: 0x00080018, vr: "UI", value: "2.25.1" },
      { tag: 0x00081140, vr: "SQ", value: [[{ tag: 0x00081155, vr: "UI", value: "2.25.7" }]] },
    ]);
    expect(JSON.stringify(read(file).ReferencedImageSequence)).toContain("2.25.7");
  });
});
