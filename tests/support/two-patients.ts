/**
 * Pictures that say whose they are, for studies that two patients have.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { type Element, writeInstance } from "../../scripts/lib/dicom-writer";
import { startSender } from "./c-store-sender";
import { untilFollowed } from "./cache";
import { askOrthanc, credentialsOf, orthancUsers } from "./orthanc-direct";
import { withOrthancSettings } from "./orthanc-settings";
import { frameOf, pictureHeader } from "./pictures";
import { ask } from "./session";
import type { Stack } from "./stack";
import { type Names, newNames, newUid } from "./uid-objects";

const SHAPE = { bits: 8, samples: 1, frames: 1 } as const;
const isSecond = (patient: string): boolean => patient.startsWith("SECOND");

/** The pixels of a patient's picture: those of the second are the others' negative. */
export function pixelsOf(patient: string): Buffer {
  const pixels = frameOf(SHAPE, 0);
  return isSecond(patient) ? Buffer.from(pixels.map((byte) => 255 - byte)) : pixels;
}

/** A picture that says whose it is by its comment, its document and its pixels. */
export function pictureOf({ patient = "", study, series, instance }: Names): Buffer {
  const named: Readonly<Record<number, string>> = {
    0x00100020: patient,
    0x0020000d: study,
    0x0020000e: series,
    0x00080018: instance,
  };
  const header = pictureHeader(randomUUID(), SHAPE).map((element): Element => {
    const value = named[element.tag];
    return value === undefined ? element : { ...element, value };
  });
  const own: Element[] = [
    { tag: 0x00204000, vr: "LT", value: `of ${patient}` },
    { tag: 0x00420011, vr: "OB", value: Buffer.alloc(3000, isSecond(patient) ? 2 : 1) },
    { tag: 0x7fe00010, vr: "OW", value: pixelsOf(patient) },
  ];
  return writeInstance([...header, ...own].sort((one, other) => one.tag - other.tag));
}

/** Stores objects past the archive's door, the second ones later by more than the second that the archive tells apart. */
export async function storePastTheDoor(stack: Stack, first: readonly Names[], second: readonly Names[]): Promise<void> {
  const restore = await withOrthancSettings(stack, { LuaScripts: [] });
  const sender = await startSender(stack, 1);
  const stored = [await sender.send(first.map(pictureOf))];
  await new Promise((resolve) => setTimeout(resolve, 2100));
  stored.push(await sender.send(second.map(pictureOf)));
  await sender.close();
  await restore();
  if (stored.includes(false)) throw new Error("not all was stored");
  // Until the gateway has followed it, which takes longer than this on a busy machine.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await untilFollowed(stack);
}

/** What names an instance of a patient. */
export type Owned = Names & { readonly patient: string };

/** The two that have a study. */
export type Pair = readonly [first: Owned, second: Owned];

function newPair(): Pair {
  const first = { ...newNames(), patient: `FIRST ${newUid().slice(-6)}` };
  return [first, { ...first, patient: `SECOND ${newUid().slice(-6)}` }];
}

/**
 * Studies that the archive has under two patients, with the same UIDs; of the second one so many more instances. Made at
 * once, since the archive starts twice for it; the result gives one after the other.
 */
export async function pairsOfPatients(stack: Stack, more: readonly number[]): Promise<() => Pair> {
  const pairs = more.map(newPair);
  const seconds = pairs.flatMap(([, second], at) => [
    second,
    ...Array.from({ length: more[at] ?? 0 }, () => ({ ...second, instance: newUid() })),
  ]);
  await storePastTheDoor(
    stack,
    pairs.map(([first]) => first),
    seconds,
  );
  return () => {
    const pair = pairs.shift();
    if (pair === undefined) throw new Error("no pair is left");
    return pair;
  };
}

/** The UIDs of a patient's studies, as a search tells them. */
export async function studiesOf(patient: string): Promise<string[]> {
  const answer = await ask(`/pacs/studies?PatientID=${encodeURIComponent(patient)}`);
  const list = answer.status === 200 ? ((await answer.json()) as Record<string, { Value?: string[] }>[]) : [];
  return list.map((study) => study["0020000D"]?.Value?.[0] ?? "");
}

/** The names of a patient's instances in a study, as a search tells them. */
export async function instancesOf(study: string, patient: string): Promise<Owned[]> {
  const answer = await ask(`/pacs/studies/${study}/instances?PatientID=${encodeURIComponent(patient)}&limit=1000`);
  const list = answer.status === 200 ? ((await answer.json()) as Record<string, { Value?: string[] }>[]) : [];
  return list.map((instance) => {
    const value = (tag: string): string => instance[tag]?.Value?.[0] ?? "";
    return { patient, study, series: value("0020000E"), instance: value("00080018") };
  });
}

/** How many instances the archive has of each of a patient's studies, by their UIDs. */
export async function countsOf(stack: Stack, patient: string): Promise<Readonly<Record<string, number>>> {
  const RequestedTags = ["StudyInstanceUID"];
  const found = await findInstances<{ readonly RequestedTags: { readonly StudyInstanceUID: string } }>(stack, patient, {
    RequestedTags,
    ResponseContent: ["RequestedTags"],
  });
  const counts: Record<string, number> = {};
  for (const { RequestedTags: tags } of found) {
    counts[tags.StudyInstanceUID] = (counts[tags.StudyInstanceUID] ?? 0) + 1;
  }
  return counts;
}

/** A patient's instances as the archive itself tells of them. */
export async function findInstances<T>(stack: Stack, patient: string, wanted: object): Promise<T[]> {
  const admin = credentialsOf(await orthancUsers(stack.project), "admin");
  const body = JSON.stringify({ Level: "Instance", Query: { PatientID: patient }, ...wanted });
  const [answer] = await askOrthanc(stack, admin, [{ line: "POST /tools/find", body }]);
  if (answer?.status !== 200) throw new Error(`${String(answer?.status)}: ${answer?.text ?? ""}`);
  return JSON.parse(answer.text) as T[];
}
