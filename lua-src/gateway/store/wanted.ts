/** The elements of a file's main data set, and of its File Meta Information, whose values are looked at. */
export const GROUP_LENGTH = 0x00020000;
export const MEDIA_SOP_CLASS = 0x00020002;
export const MEDIA_SOP_INSTANCE = 0x00020003;
export const TRANSFER_SYNTAX = 0x00020010;
export const CHARACTER_SET = 0x00080005;
export const SOP_CLASS = 0x00080016;
export const SOP_INSTANCE = 0x00080018;
export const PATIENT_ID = 0x00100020;
export const STUDY = 0x0020000d;
export const SERIES = 0x0020000e;

export const WANTED: Readonly<Record<number, true | undefined>> = {
  [GROUP_LENGTH]: true,
  [MEDIA_SOP_CLASS]: true,
  [MEDIA_SOP_INSTANCE]: true,
  [TRANSFER_SYNTAX]: true,
  [CHARACTER_SET]: true,
  [SOP_CLASS]: true,
  [SOP_INSTANCE]: true,
  [PATIENT_ID]: true,
  [STUDY]: true,
  [SERIES]: true,
};

/**
 * Bytes of a value that is looked at. UIDs have 64 and a padding, a Patient ID 64 characters, which are 256 bytes in
 * UTF-8 at most; Orthanc refuses a longer one.
 */
export const MOST_VALUE = 256;
