/**
 * What OHIF 3.13.2 requests when it opens a study, in its own spelling: another spelling would be another cache key.
 *
 * @module
 */

/** A GET below `/pacs`. */
export interface Asked {
  readonly path: string;
  readonly accept: string;
}

/** An image of a series; `number` is its Instance Number (0020,0013). */
export interface Image {
  readonly uid: string;
  readonly number: number;
  readonly frames: number;
  /** The size of its file. */
  readonly bytes: number;
}

/**
 * If a file of several frames is larger, its frames are not prefetched: the first frame of a stored video is the whole
 * video, and all other frames are read in milliseconds (ADR 0016).
 */
const LARGEST_BYTES = 32 * 1024 * 1024;

const JSON_TYPE = "application/dicom+json";
const FRAME_TYPE = "multipart/related; type=application/octet-stream; transfer-syntax=*";
const STUDY_FIELDS = "00081030%2C00080060%2C00080090%2C00100030";
const SERIES_FIELDS = "00080021%2C00080031%2C0008103E%2C00200011";

/** The searches with which the viewer opens a study. */
export function searchesOf(study: string): Asked[] {
  const fields = `limit=101&offset=0&fuzzymatching=false&includefield=${STUDY_FIELDS}`;
  return [
    { path: `/pacs/studies?${fields}&StudyInstanceUID=${study}`, accept: JSON_TYPE },
    { path: `/pacs/studies/${study}/series?includefield=${SERIES_FIELDS}`, accept: JSON_TYPE },
  ];
}

/** The metadata of a series. */
export function metadataOf(study: string, series: string): Asked {
  return { path: `/pacs/studies/${study}/series/${series}/metadata`, accept: JSON_TYPE };
}

/** A search for the study's patient: the gateway needs it, not the viewer. */
export function patientSearch(study: string): Asked {
  return { path: `/pacs/studies?StudyInstanceUID=${study}&limit=2`, accept: JSON_TYPE };
}

/**
 * The pictures of a series: the thumbnail of the middle image, and from the first, the middle and the last image the
 * frame with which a viewport may begin. If images have a position, the viewer sorts them by that, which may reverse
 * their order by number. So in an even count both images in the middle are requested.
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
