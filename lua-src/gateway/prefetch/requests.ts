/**
 * What OHIF 3.13.2 asks for when it opens a study, as it writes it: another spelling would be another key.
 *
 * @module
 */

/** A GET below `/pacs`. */
export interface Asked {
  readonly path: string;
  readonly accept: string;
}

/** An image of a series, by its number (0020,0013). */
export interface Image {
  readonly uid: string;
  readonly number: number;
  readonly frames: number;
  /** Of its file. */
  readonly bytes: number;
}

/**
 * Frames out of larger files of several are not warmed: what is stored as a video comes whole as its first frame, and
 * all others are read in milliseconds (ADR 0016).
 */
const LARGEST_BYTES = 32 * 1024 * 1024;

const JSON_TYPE = "application/dicom+json";
const FRAME_TYPE = "multipart/related; type=application/octet-stream; transfer-syntax=*";
const STUDY_FIELDS = "00081030%2C00080060%2C00080090%2C00100030";
const SERIES_FIELDS = "00080021%2C00080031%2C0008103E%2C00200011";

/** The searches with which it begins. */
export function searchesOf(study: string): Asked[] {
  const fields = `limit=101&offset=0&fuzzymatching=false&includefield=${STUDY_FIELDS}`;
  return [
    { path: `/pacs/studies?${fields}&StudyInstanceUID=${study}`, accept: JSON_TYPE },
    { path: `/pacs/studies/${study}/series?includefield=${SERIES_FIELDS}`, accept: JSON_TYPE },
  ];
}

export function metadataOf(study: string, series: string): Asked {
  return { path: `/pacs/studies/${study}/series/${series}/metadata`, accept: JSON_TYPE };
}

/** A search for the study's patient, for this gateway only. */
export function patientSearch(study: string): Asked {
  return { path: `/pacs/studies?StudyInstanceUID=${study}&limit=2`, accept: JSON_TYPE };
}

/**
 * The pictures of a series: the thumbnail of the middle image, and of the first, the middle and the last one the frame
 * with which a viewport may begin. The viewer orders images by position where they have one, which may be the other way
 * round than by number: so the middle is both of those that are in the middle of an even count.
 */
export function picturesOf(study: string, series: string, images: readonly Image[]): Asked[] {
  const ordered = images.slice();
  ordered.sort((one, other) =>
    one.number === other.number ? (one.uid < other.uid ? -1 : 1) : one.number - other.number,
  );
  const count = ordered.length;
  const upper = Math.floor(count / 2);
  const lower = Math.max(count - 1 - upper, 0);
  const asked: Asked[] = [];
  const seen: Record<string, true | undefined> = {};
  const add = (at: number, isThumbnail: boolean): void => {
    const image = ordered[at];
    if (image === undefined || (!isThumbnail && image.frames > 1 && image.bytes > LARGEST_BYTES)) return;
    const instance = `/pacs/studies/${study}/series/${series}/instances/${image.uid}`;
    const frame = count === 1 ? Math.max(Math.floor(image.frames / 2), 1) : 1;
    const paths = isThumbnail ? ["thumbnail?viewport=256%2C256"] : ["frames/1", `frames/${string.format("%d", frame)}`];
    for (const path of paths) {
      if (seen[`${instance}/${path}`] === true) continue;
      seen[`${instance}/${path}`] = true;
      asked.push({ path: `${instance}/${path}`, accept: isThumbnail ? "image/jpeg" : FRAME_TYPE });
    }
  };
  add(upper, true);
  add(0, false);
  add(upper, false);
  add(lower, true);
  add(lower, false);
  add(count - 1, false);
  return asked;
}
