/**
 * C-STORE of any bytes (PS3.7, section 9.1.1; PS3.8, section 9.3): DCMTK's storescu reads a file first, and refuses by itself
 * what a hostile sender would send.
 *
 * @module
 */
import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { element, short } from "./dicom-encodings";
import { implicit, padded } from "./store-files";

/** Where it is sent. */
export interface Peer {
  readonly port: number;
  /** Called AE title. */
  readonly aet: string;
}

/** What is sent: a data set as it stands behind the File Meta Information of a file. */
export interface Sent {
  readonly sopClass: string;
  readonly sopInstance: string;
  readonly transferSyntax: string;
  readonly dataSet: Buffer;
  /** Nothing comes behind the data set: who waits for more of it need not wait for its own timeout. */
  readonly isLast?: boolean;
}

const ACCEPTED = 0;
const CONTEXT = 1;
const PIECE = 16_000;
/** For the whole association. */
const TIMEOUT_MS = 60_000;

/** The status of the answer; undefined where the peer has ended the association, or never began it. */
export async function cStore({ port, aet }: Peer, sent: Sent): Promise<number | undefined> {
  const socket = createConnection({ port, host: "127.0.0.1", noDelay: true });
  const pdus = pdusOf(socket);
  try {
    socket.write(associate(aet, sent));
    const accepted = await pdus.next();
    if (accepted.done === true || accepted.value[0] !== 2 || resultOf(accepted.value) !== ACCEPTED) return undefined;
    socket.write(data(command(sent), true, true));
    for (let at = 0; at < sent.dataSet.length; at += PIECE) {
      socket.write(data(sent.dataSet.subarray(at, at + PIECE), false, at + PIECE >= sent.dataSet.length));
    }
    if (sent.isLast === true) socket.end();
    const answer = await pdus.next();
    return answer.done === true || answer.value[0] !== 4 ? undefined : statusOf(answer.value);
  } finally {
    socket.destroy();
  }
}

/** Asks for an association, and sends a command and the beginning of a data set: the archive waits for the rest. */
export async function beginStoring({ port, aet }: Peer): Promise<Socket> {
  const sopClass = "1.2.840.10008.5.1.4.1.1.7";
  const sent = { sopClass, sopInstance: "2.25.2", transferSyntax: "1.2.840.10008.1.2.1", dataSet: Buffer.alloc(0) };
  const socket = createConnection({ port, host: "127.0.0.1", noDelay: true });
  socket.on("error", () => undefined);
  const beginning = data(Buffer.alloc(PIECE), false, false).subarray(0, 100);
  socket.write(Buffer.concat([associate(aet, sent), data(command(sent), true, true), beginning]));
  await once(socket, "connect");
  return socket;
}

/** Whole PDUs as they come; it ends with the connection. */
async function* pdusOf(socket: Socket): AsyncGenerator<Buffer, undefined> {
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
  let held = Buffer.alloc(0);
  try {
    for await (const piece of socket) {
      held = Buffer.concat([held, piece as Buffer]);
      while (held.length >= 6 && held.length >= 6 + held.readUInt32BE(2)) {
        const end = 6 + held.readUInt32BE(2);
        yield held.subarray(0, end);
        held = held.subarray(end);
      }
    }
  } catch {
    // A connection that was reset has no more of them.
  }
  return undefined;
}

function pdu(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt8(type);
  head.writeUInt32BE(body.length, 2);
  return Buffer.concat([head, body]);
}

function subItem(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt8(type);
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}

function associate(aet: string, { sopClass, transferSyntax }: Sent): Buffer {
  const titles = aet.padEnd(16) + "HOSTILE".padEnd(16);
  const most = Buffer.from([0, 0, 0x40, 0]);
  return pdu(
    1,
    Buffer.concat([
      Buffer.from([0, 1, 0, 0]),
      Buffer.from(titles, "latin1"),
      Buffer.alloc(32),
      subItem(0x10, Buffer.from("1.2.840.10008.3.1.1.1")),
      subItem(
        0x20,
        Buffer.concat([
          Buffer.from([CONTEXT, 0, 0, 0]),
          subItem(0x30, Buffer.from(sopClass)),
          subItem(0x40, Buffer.from(transferSyntax)),
        ]),
      ),
      subItem(0x50, Buffer.concat([subItem(0x51, most), subItem(0x52, Buffer.from("2.25.1"))])),
    ]),
  );
}

/** The result of the one presentation context in an A-ASSOCIATE-AC. */
function resultOf(accepted: Buffer): number {
  for (let at = 74; at + 4 <= accepted.length; at += 4 + accepted.readUInt16BE(at + 2)) {
    if (accepted[at] === 0x21) return accepted.readUInt8(at + 6);
  }
  return -1;
}

/** A P-DATA-TF with one fragment. */
function data(bytes: Buffer, isCommand: boolean, isLast: boolean): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32BE(bytes.length + 2);
  head.writeUInt8(CONTEXT, 4);
  head.writeUInt8((isCommand ? 1 : 0) + (isLast ? 2 : 0), 5);
  return pdu(4, Buffer.concat([head, bytes]));
}

/** C-STORE-RQ. */
function command({ sopClass, sopInstance }: Sent): Buffer {
  const elements = Buffer.concat([
    implicit(0x00000002, "UI", padded(sopClass)),
    implicit(0x00000100, "US", short(0x0001)),
    implicit(0x00000110, "US", short(1)),
    implicit(0x00000700, "US", short(0)),
    implicit(0x00000800, "US", short(0x0001)),
    implicit(0x00001000, "UI", padded(sopInstance)),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(elements.length);
  return Buffer.concat([element(false, 0x00000000, "UL", length), elements]);
}

/** (0000,0900) of a C-STORE-RSP. */
function statusOf(answer: Buffer): number | undefined {
  for (let at = 12; at + 8 <= answer.length; at += 8 + answer.readUInt32LE(at + 4)) {
    if (answer.readUInt32LE(at) === 0x09000000) return answer.readUInt16LE(at + 8);
  }
  return undefined;
}
