import { find } from "./text";

/**
 * Whether bytes are well-formed UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF.
 * Orthanc, the log and browsers read text as UTF-8, so other bytes have no meaning behind the gateway.
 */
export function isUtf8(text: string): boolean {
  const [notAscii] = find(text, "[^ -~]");
  if (notAscii === undefined) {
    return true;
  }
  let at = notAscii;
  while (at <= text.length) {
    const length = sequenceLength(text, at);
    if (length === 0) {
      return false;
    }
    at += length;
  }
  return true;
}

/** Bytes of the character at a position (counted from 1), or 0 where no well-formed character starts. */
function sequenceLength(text: string, at: number): number {
  const [lead = 0, second = 0, third = 0, fourth = 0] = string.byte(text, at, at + 3);
  if (lead < 0x80) {
    return 1;
  }
  if (lead < 0xc2 || lead > 0xf4 || !isSecondByte(lead, second)) {
    return 0;
  }
  if (lead < 0xe0) {
    return 2;
  }
  if (!isContinuation(third)) {
    return 0;
  }
  if (lead < 0xf0) {
    return 3;
  }
  return isContinuation(fourth) ? 4 : 0;
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf;
}

/** The second byte excludes overlong forms (E0, F0), surrogates (ED) and what lies above U+10FFFF (F4). */
function isSecondByte(lead: number, byte: number): boolean {
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return byte >= low && byte <= high;
}
