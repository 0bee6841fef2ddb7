/** Base64 with padding (RFC 4648, section 4), for LuaJIT without nginx. Strings are bytes. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function encodeBase64(bytes: string): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const second = left > 1 ? bytes.charCodeAt(i + 1) : 0;
    const third = left > 2 ? bytes.charCodeAt(i + 2) : 0;
    const group = bytes.charCodeAt(i) * 65536 + second * 256 + third;
    text += ALPHABET.charAt((group >> 18) & 63) + ALPHABET.charAt((group >> 12) & 63);
    text += left > 1 ? ALPHABET.charAt((group >> 6) & 63) : "=";
    text += left > 2 ? ALPHABET.charAt(group & 63) : "=";
  }
  return text;
}

/** undefined: the text is not base64 as `encodeBase64` writes it. */
export function decodeBase64(text: string): string | undefined {
  if (text.length % 4 !== 0) return undefined;
  let bytes = "";
  for (let i = 0; i < text.length; i += 4) {
    let group = 0;
    for (let j = i; j < i + 4; j += 1) {
      const c = text.charAt(j);
      const value = ALPHABET.indexOf(c);
      if (value === -1 && c !== "=") return undefined;
      group = group * 64 + (value === -1 ? 0 : value);
    }
    bytes += String.fromCharCode((group >> 16) & 255, (group >> 8) & 255, group & 255);
  }
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const decoded = bytes.slice(0, bytes.length - padding);
  return encodeBase64(decoded) === text ? decoded : undefined;
}
