/**
 * What comes by C-STORE is written down before Orthanc stores it, since nobody else sees it: should the archive's process
 * end over it, the next one says in its log what it was and who has sent it.
 *
 * @module
 */
import { plain } from "./plain";
import { lookup, type Origin, type Tags } from "./rest";

/**
 * A file that outlives the process: lines of one length, which are written over in place. The first one says when its heart
 * beat last, and when it began, or that it was told to end; the others are what came last.
 */
const NOTES = "/archive/received-by-c-store";
const LINE_BYTES = 320;
/** Orthanc stores no more than a few at a time. */
const MOST_NOTES = 16;
/** What came longer before the last heart beat was done with. */
const RECENT_SECONDS = 60;
const ENDED = "ended";

/** One that came when the process before this one ended, or shortly before. */
interface Arrival {
  readonly at: number;
  readonly instance: string;
  readonly study: string;
  readonly aet: string;
  readonly ip: string;
}

interface Notes {
  /** When its heart beat last; 0 if it never did; undefined if it was told to end. */
  readonly beat: number | undefined;
  readonly arrivals: readonly Arrival[];
}

/** Stays open: an image takes longer to be noted otherwise than the rest of the hooks does. */
let notes: LuaFile | undefined;

function open(): LuaFile | undefined {
  if (notes !== undefined) return notes;
  const [known] = io.open(NOTES, "r+");
  notes = known ?? io.open(NOTES, "w")[0];
  notes?.setvbuf("no");
  return notes;
}

function write(line: number, text: string): void {
  const file = open();
  if (file === undefined) return;
  const shown = string.sub(text, 1, LINE_BYTES - 1);
  file.seek("set", line * LINE_BYTES);
  file.write(shown + string.rep(" ", LINE_BYTES - 1 - shown.length) + "\n");
}

function arrivalOf(line: string): Arrival | undefined {
  const [at, instance, study, ip, aet] = string.match(line, '^(%d+) (%S+) (%S+) (%S+) "([^"]*)"');
  const seconds = tonumber(at);
  if (seconds === undefined || instance === undefined || study === undefined) return undefined;
  return { at: seconds, instance, study, ip: ip ?? "", aet: aet ?? "" };
}

function read(): Notes | undefined {
  const [file] = io.open(NOTES);
  if (file === undefined) return undefined;
  const first = file.read(LINE_BYTES) ?? "";
  const isEnded = string.sub(first, 1, ENDED.length) === ENDED;
  const [last, began] = string.match(first, "^(%d+) (%d+)");
  const beat = isEnded ? undefined : (tonumber(last) ?? 0);
  const from = math.max((beat ?? 0) - RECENT_SECONDS, tonumber(began) ?? 0);
  const arrivals: Arrival[] = [];
  while (arrivals.length < MOST_NOTES) {
    const line = file.read(LINE_BYTES);
    if (line === undefined) break;
    const arrival = arrivalOf(line);
    if (arrival !== undefined && arrival.at >= from) arrivals.push(arrival);
  }
  file.close();
  return { beat, arrivals };
}

/** What the process before this one has left; read when this one begins, before it writes anything. */
let left = read();
const began = os.time();
let count = 0;

function writeBeat(): void {
  write(0, string.format("%d %d", os.time(), began));
}

/** A text without spaces or quotes, as far as it can stand in a line. */
function word(value: unknown): string {
  const [text] = string.gsub(plain(type(value) === "string" ? (value as string) : undefined), '[ "]', "?");
  return text === "" ? "?" : text;
}

function note(dicom: Tags, { RemoteIp, RemoteAet }: Origin): void {
  // Before the first heart beat the line says how the process before this one ended.
  if (count === 0) writeBeat();
  const [aet] = string.gsub(plain(RemoteAet), '"', "?");
  const uids = `${word(dicom["SOPInstanceUID"])} ${word(dicom["StudyInstanceUID"])}`;
  write((count % MOST_NOTES) + 1, `${string.format("%d", os.time())} ${uids} ${word(RemoteIp)} "${aet}"`);
  count += 1;
}

/** Before an instance that has come by C-STORE is stored; if it can't be noted, it is stored all the same. */
export function noteArrival(dicom: Tags, origin: Origin): void {
  pcall(note, dicom, origin);
}

function isStored(uid: string): boolean {
  for (const { Type } of lookup(uid) ?? []) {
    if (Type === "Instance") return true;
  }
  return false;
}

const timeOf = (seconds: number): string => os.date("!%Y-%m-%d %H:%M:%S UTC", seconds);

/** Says what the process before this one was doing, unless it was told to end. */
function tell({ beat, arrivals }: Notes): void {
  if (beat === undefined) return;
  print(`the archive's process before this one ended by itself, or was killed, after ${timeOf(beat)}`);
  for (const { at, instance, study, aet, ip } of arrivals) {
    if (isStored(instance)) continue;
    const from = `C-STORE, AE title "${aet}", from ${ip}`;
    print(`it was storing SOP instance ${instance} of study ${study}, by ${from}, at ${timeOf(at)}`);
  }
}

/** At each heart beat: the first one tells what was left. */
export function noteHeartBeat(): void {
  const found = left;
  left = undefined;
  if (found !== undefined) tell(found);
  writeBeat();
}

/** Orthanc calls it when it has started. From now on its end is not a planned one. */
export function initialize(): void {
  writeBeat();
}

/** Orthanc calls it when it has been told to end. */
export function finalize(): void {
  write(0, ENDED);
}
