/**
 * Objects that are deep, long or cut off, rather than odd to look at: sequences within each other in each encoding, many
 * elements, lengths past the end of the file. By STOW-RS, and by C-STORE past the gateway.
 *
 * @module
 */
import { EXPLICIT, file, IMPLICIT, item, sequence, SEQUENCE_END, UNDEFINED } from "../dicom-encodings";
import { deflated, DEFLATED, ENCODINGS, explicit, implicit, names, nested, type Write } from "../store-files";
import { uidsOf } from "./cell";

/** How an object comes to the archive. */
export type Way = "STOW-RS" | "C-STORE";

/** The most sequences in each other that each way takes; DCMTK's own limit by C-STORE. */
export const DEEPEST: Readonly<Record<Way, number>> = { "STOW-RS": 60, "C-STORE": 63 };

export interface Deep {
  /** Names its study. */
  readonly name: string;
  readonly way: Way;
  readonly syntax: string;
  readonly dataSet: Buffer;
  /** Whether it is to be taken; undefined: either will do, as long as nothing ends. */
  readonly isTaken: boolean | undefined;
}

/** The tag of the outermost sequence. */
export const OUTERMOST = "00400275";

const LENGTHS: Readonly<Record<string, boolean>> = { "with lengths": true, "without lengths": false };
/** Of what is deflated, Orthanc's DCMTK takes some off the network and waits 30 s for more of others. */
const ENCODINGS_OF = {
  "STOW-RS": { ...ENCODINGS, "deflated explicit VR": { uid: DEFLATED, write: explicit } },
  "C-STORE": ENCODINGS,
} as const;

function deep(way: Way, said: string, uid: string, write: Write, isTaken: boolean | undefined, more: Buffer): Deep {
  const name = `${way}: ${said}`;
  const { study, series, instance, patient } = uidsOf(name);
  const identity = names(write, { sopInstance: instance, patientId: patient, study, series });
  return { name, way, syntax: uid, isTaken, dataSet: Buffer.concat([...identity, more]) };
}

/** Sequences in each other, each of these levels in each encoding, with lengths and without. */
export function depths(way: Way, levels: readonly number[]): Deep[] {
  return levels.flatMap((level) =>
    Object.entries(LENGTHS).flatMap(([lengths, hasLengths]) =>
      Object.entries(ENCODINGS_OF[way]).map(([encoding, { uid, write }]) => {
        const said = `${level} levels ${lengths} in ${encoding}`;
        return deep(way, said, uid, write, level <= DEEPEST[way], nested(write, level, hasLengths));
      }),
    ),
  );
}

/** That many empty items of a sequence. */
export function many(way: Way, count: number): Deep[] {
  const items = Buffer.alloc(8 * count).fill(item(Buffer.alloc(0)));
  const isTaken = count < 150_000;
  const ended = explicit(0x00400275, "SQ", Buffer.concat([items, SEQUENCE_END]), UNDEFINED);
  return [
    deep(way, `${count} items without a length`, EXPLICIT, explicit, isTaken, ended),
    deep(way, `${count} items with a length`, IMPLICIT, implicit, isTaken, implicit(0x00400275, "SQ", items)),
  ];
}

/** Lengths past the end, and what does not end. */
export function cutOff(way: Way): Deep[] {
  return Object.entries(ENCODINGS).flatMap(([encoding, { uid, write }]) => {
    const cut = (said: string, more: Buffer): Deep =>
      deep(way, `${said} in ${encoding}`, uid, write, way === "STOW-RS" ? false : undefined, more);
    const whole = nested(write, 5, false);
    const pixels = Buffer.alloc(64);
    return [
      cut("text past the end", write(0x00081080, "LO", Buffer.from("ab"), 0x7ffe)),
      cut("pixels past the end", write(0x7fe00010, "OW", pixels, 0x7ffffffe)),
      cut("pixels of the largest length", write(0x7fe00010, "OW", pixels, 0xfffffffe)),
      cut("a sequence past the end", write(0x00400275, "SQ", Buffer.alloc(0), 0x7ffffffe)),
      cut("an item past the end", write(0x00400275, "SQ", Buffer.from("feff00e0ffffff7f", "hex"), 8)),
      cut("sequences that do not end", whole.subarray(0, whole.length - 30)),
      cut("half of a tag", Buffer.from([0x40])),
      ...(encoding === "big endian"
        ? []
        : [cut("fragments that do not end", sequence(true, 0x7fe00010, [item(pixels)], "OB").subarray(0, -8))]),
    ];
  });
}

/** As a file. */
export function deepFile({ syntax, dataSet }: Deep): Buffer {
  return syntax === DEFLATED ? deflated(dataSet) : file(syntax, [dataSet]);
}

/** What stands behind the File Meta Information. */
export function deepBody(one: Deep): Buffer {
  return deepFile(one).subarray(file(one.syntax, []).length);
}
