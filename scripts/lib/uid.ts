import { createHash } from "node:crypto";

/**
 * A UID under 2.25, from a UUID (PS3.5, Annex B.2). The same name gives the same UID, so that demo data sent twice is
 * stored once.
 */
export function uidOf(name: string): string {
  const bytes = createHash("sha256").update(`collimator ${name}`).digest().subarray(0, 16);
  // The version and variant of a UUID made by a rule of one's own (RFC 9562, section 5.8).
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return `2.25.${BigInt(`0x${bytes.toString("hex")}`)}`;
}
