import { createSocket } from "node:dgram";

/** A name server for tests. */
export interface LabDns {
  readonly port: number;
  readonly stop: () => void;
}

/**
 * Answers that every name under `.lab` is at `address` (RFC 1035), says of any other that there is none, and nothing
 * at all of `silent.lab`.
 */
export async function startLabDns(address: string): Promise<LabDns> {
  const socket = createSocket("udp4");
  socket.on("message", (question, from) => {
    const name = nameIn(question);
    if (name !== "silent.lab")
      socket.send(answer(question, name.endsWith(".lab") ? address : undefined), from.port, from.address);
  });
  await new Promise<void>((bound) => socket.bind(0, "0.0.0.0", bound));
  return { port: socket.address().port, stop: () => socket.close() };
}

const HEADER = 12;

function nameIn(question: Buffer): string {
  const labels: string[] = [];
  for (let at = HEADER; question[at] !== undefined && question[at] !== 0; at += 1 + (question[at] ?? 0)) {
    labels.push(question.toString("latin1", at + 1, at + 1 + (question[at] ?? 0)));
  }
  return labels.join(".");
}

/** The question again, and one record of type A behind it, or the code that the name does not exist. */
function answer(question: Buffer, address: string | undefined): Buffer {
  const end = question.indexOf(0, HEADER) + 5;
  const header = Buffer.from(question.subarray(0, HEADER));
  header.writeUInt16BE(address === undefined ? 0x8183 : 0x8180, 2);
  header.writeUInt16BE(address === undefined ? 0 : 1, 6);
  header.writeUInt32BE(0, 8);
  const asked = question.subarray(HEADER, end);
  if (address === undefined) return Buffer.concat([header, asked]);
  const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split(".").map(Number)]);
  return Buffer.concat([header, asked, record]);
}
