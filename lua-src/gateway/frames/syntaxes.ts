/** What the frames handler reads of transfer syntaxes; those that are not here are the archive's own affair. */
export interface Syntax {
  /** Whether elements of the data set name their VR. */
  readonly explicit: boolean;
  readonly encapsulated: boolean;
  /** The media type of a frame's part (PS3.18, table 8.7.3-5), as Orthanc names it. */
  readonly mediaType: string;
  /** The transfer syntax that the part names: native pixels come as Explicit VR Little Endian. */
  readonly partSyntax: string;
}

const EXPLICIT_VR = "1.2.840.10008.1.2.1";
const NATIVE = { encapsulated: false, mediaType: "application/octet-stream", partSyntax: EXPLICIT_VR };

const SYNTAXES: Record<string, Syntax | undefined> = {
  "1.2.840.10008.1.2": { ...NATIVE, explicit: false },
  [EXPLICIT_VR]: { ...NATIVE, explicit: true },
};

/** Those whose frames are apart from each other; videos and JPIP are not. */
const ENCAPSULATED: Readonly<Record<string, readonly string[]>> = {
  "image/dicom-rle": ["1.2.840.10008.1.2.5"],
  "image/jpeg": [
    "1.2.840.10008.1.2.4.50",
    "1.2.840.10008.1.2.4.51",
    "1.2.840.10008.1.2.4.57",
    "1.2.840.10008.1.2.4.70",
  ],
  "image/jls": ["1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"],
  "image/jp2": ["1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"],
  "image/jpx": ["1.2.840.10008.1.2.4.92", "1.2.840.10008.1.2.4.93"],
  "image/jphc": ["1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203"],
};

for (const mediaType in ENCAPSULATED) {
  for (const uid of ENCAPSULATED[mediaType] ?? []) {
    SYNTAXES[uid] = { explicit: true, encapsulated: true, mediaType, partSyntax: uid };
  }
}

/** What is known of a transfer syntax (PS3.5, annex A). */
export function syntaxOf(uid: string): Syntax | undefined {
  return SYNTAXES[uid];
}
