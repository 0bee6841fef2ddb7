import { crc32, deflateRawSync } from "node:zlib";

/** A member of a ZIP file; what it says of itself may be wrong. */
export interface Member {
  readonly name: string;
  readonly content: Buffer;
  readonly isDeflated?: boolean;
  readonly isEncrypted?: boolean;
  /** Instead of the content's own. */
  readonly size?: number;
  readonly crc?: number;
  /** Where its local header is, instead of where it stands: that of another member, say. */
  readonly at?: number;
  /** The host and attributes of the directory's "version made by" and "external file attributes"; none by default. */
  readonly host?: number;
  readonly attributes?: number;
}

/** What a local header and the central directory both say of a member (APPNOTE.TXT 6.3.10, section 4.3.7). */
function commonOf(
  { name, content, isDeflated = false, isEncrypted = false, size, crc }: Member,
  packed: Buffer,
): Buffer {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE((isEncrypted ? 1 : 0) | 0x800, 2);
  common.writeUInt16LE(isDeflated ? 8 : 0, 4);
  common.writeUInt32LE(crc ?? crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(size ?? content.length, 18);
  common.writeUInt16LE(Buffer.byteLength(name), 22);
  return common;
}

/** A ZIP file of several members (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16); `count`: what it says. */
export function zipOfAll(members: readonly Member[], count = members.length): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const member of members) {
    const packed = member.isDeflated === true ? deflateRawSync(member.content) : member.content;
    const common = commonOf(member, packed);
    const name = Buffer.from(member.name);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, name, packed]);
    // Behind what the local header says: comment, disk, attributes and the local header's place.
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(member.attributes ?? 0, 6);
    rest.writeUInt32LE(member.at ?? at, 10);
    const madeBy = Buffer.from([0x14, member.host ?? 0]);
    centrals.push(Buffer.concat([Buffer.from("PK\x01\x02"), madeBy, common, rest, name]));
    if (member.at !== undefined) continue;
    locals.push(local);
    at += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, central, Buffer.from("PK\x05\x06"), end]);
}

/** A ZIP file of one stored member. */
export function zipOf(name: string, content: Buffer): Buffer {
  return zipOfAll([{ name, content }]);
}
