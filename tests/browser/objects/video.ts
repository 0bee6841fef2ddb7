import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeInstance } from "../../../scripts/lib/dicom-writer";
import { common, ds, instanceUid, seriesUid, studyUid, text, us, type Place } from "../../support/objects/elements";

const MPEG4_AVC_HIGH_PROFILE = "1.2.840.10008.1.2.4.102";

/**
 * A second of red, then a second of blue: 64 by 48 pixels, 25 frames a second, H.264 in MP4. Made once by Debian's
 * ffmpeg: `ffmpeg -f lavfi -i color=c=red:s=64x48:r=25:d=1 -f lavfi -i color=c=0x0000ff:s=64x48:r=25:d=1
 * -filter_complex '[0][1]concat=n=2:v=1[v]' -map '[v]' -c:v libx264 -profile:v high -pix_fmt yuv420p -g 25
 * -movflags +faststart -fflags +bitexact -flags:v +bitexact -map_metadata -1 red-then-blue.mp4`.
 */
export const MP4 = readFileSync(join(import.meta.dirname, "red-then-blue.mp4"));

function videoPlace(study: string): Place {
  return { study, series: "Film", modality: "ES", sopClass: "1.2.840.10008.5.1.4.1.1.77.1.1.1" };
}

/** A video endoscopic image (PS3.3, section A.32.5; PS3.5, section 8.2.7): the whole MP4 file in one fragment. */
export function endoscopicVideo(study: string, mp4: Uint8Array = MP4): Buffer {
  return writeInstance(
    [
      ...common(videoPlace(study)),
      text(0x00080008, "CS", "ORIGINAL\\PRIMARY"),
      text(0x00180040, "IS", "25"),
      ds(0x00181063, 40),
      us(0x00280002, 3),
      text(0x00280004, "CS", "YBR_PARTIAL_420"),
      us(0x00280006, 0),
      text(0x00280008, "IS", "50"),
      { tag: 0x00280009, vr: "AT", value: Buffer.from([0x18, 0, 0x63, 0x10]) },
      us(0x00280010, 48),
      us(0x00280011, 64),
      us(0x00280100, 8),
      us(0x00280101, 8),
      us(0x00280102, 7),
      us(0x00280103, 0),
      text(0x00282110, "CS", "01"),
      { tag: 0x7fe00010, vr: "OB", value: { fragments: [mp4] } },
    ],
    MPEG4_AVC_HIGH_PROFILE,
  );
}

/** A secondary capture of 90 green pictures (PS3.3, section A.8.5), as many as a video might have. */
export function greenCaptures(study: string): Buffer {
  const [frames, rows, columns] = [90, 8, 8];
  const place = { study, series: "Captures", modality: "OT", sopClass: "1.2.840.10008.5.1.4.1.1.7.4" };
  return writeInstance([
    ...common(place),
    text(0x00080008, "CS", "DERIVED\\SECONDARY"),
    text(0x00080064, "CS", "WSD"),
    ds(0x00181063, 40),
    us(0x00280002, 3),
    text(0x00280004, "CS", "RGB"),
    us(0x00280006, 0),
    text(0x00280008, "IS", String(frames)),
    { tag: 0x00280009, vr: "AT", value: Buffer.from([0x18, 0, 0x63, 0x10]) },
    us(0x00280010, rows),
    us(0x00280011, columns),
    us(0x00280100, 8),
    us(0x00280101, 8),
    us(0x00280102, 7),
    us(0x00280103, 0),
    text(0x00280301, "CS", "NO"),
    { tag: 0x7fe00010, vr: "OB", value: Buffer.alloc(frames * rows * columns * 3, Buffer.from([0, 220, 0])) },
  ]);
}

/** The address of a video's file, as the viewer asks for it (PS3.18, section 10.4.1.1.3). */
export function renderedVideo(study: string): string {
  const place = videoPlace(study);
  return `/pacs/studies/${studyUid(study)}/series/${seriesUid(place)}/instances/${instanceUid(place)}/rendered`;
}
