/** Store Instances Responses in the Native DICOM Model (PS3.19, section A.1). */
import { type AttributeName, PRIVATE_CREATOR, type ResponseWriter } from "./response-writer";

const ESCAPES: Readonly<Record<string, string | undefined>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" },
};
/** What XML cannot say, control characters, becomes U+FFFD. */
const REPLACEMENT = string.char(0xef, 0xbf, 0xbd);

function escaped(value: string): string {
  const [text] = string.gsub(value, "[%c&<>\"']", (one) => ESCAPES[one] ?? REPLACEMENT);
  return text;
}

/** A private attribute names its creator, and its tag is without the block that the creator reserves. */
function opening({ tag, vr, keyword }: AttributeName): string {
  if (keyword !== "") return `<DicomAttribute tag="${tag}" vr="${vr}" keyword="${keyword}">`;
  const place = `${string.sub(tag, 1, 4)}00${string.sub(tag, 7)}`;
  return `<DicomAttribute tag="${place}" vr="${vr}" privateCreator="${PRIVATE_CREATOR}">`;
}

const CLOSING = "</DicomAttribute>";

export const XML_WRITER: ResponseWriter = {
  start:
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM" xml:space="preserve">',
  ...{ end: "</NativeDicomModel>\n", comma: "" },
  before: (name) => `${opening(name)}<Value number="1">`,
  behind: () => `</Value>${CLOSING}`,
  escaped: (value) => escaped(value),
  empty: (name) => `${opening(name)}${CLOSING}`,
  sequenceStart: (name) => opening(name),
  sequenceEnd: CLOSING,
  itemStart: (number) => string.format('<Item number="%d">', number),
  itemEnd: "</Item>",
};
