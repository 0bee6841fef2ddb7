/** The few forms of DER (X.690) that keys and ECDSA signatures need for OpenSSL. Strings are bytes. */

/** INTEGER, of an unsigned big-endian number; zeros in front are left out (X.690, section 8.3.2). */
export function derInteger(bytes: string): string {
  const first = string.byte(bytes);
  if (first > 0 && first < 0x80) return tagged(0x02, bytes);
  const [digits] = string.gsub(bytes, "^%z+", "");
  const isNegative = digits === "" || string.byte(digits) >= 0x80;
  return tagged(0x02, isNegative ? string.char(0) + digits : digits);
}

/** SEQUENCE of elements that are in DER already. */
export function derSequence(...elements: readonly string[]): string {
  return tagged(0x30, elements.join(""));
}

/** BIT STRING of whole bytes. */
export function derBitString(bytes: string): string {
  return tagged(0x03, string.char(0) + bytes);
}

/** OBJECT IDENTIFIER, of its encoded numbers. */
export function derObjectIdentifier(...encoded: readonly number[]): string {
  // Spread: at most 20, which stand in this program.
  return tagged(0x06, string.char(...encoded));
}

/** Contents up to 65,535 bytes: a key of 8192 bits has about a thousand. */
function tagged(tag: number, content: string): string {
  const length = content.length;
  if (length < 0x80) return string.char(tag, length) + content;
  if (length < 0x100) return string.char(tag, 0x81, length) + content;
  return string.char(tag, 0x82, length >> 8, length & 0xff) + content;
}
