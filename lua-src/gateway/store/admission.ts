/** Which uploads are open in this worker: each holds connections and some memory, however little of it comes. */
import { refuse, type Refusal } from "../http/refusal";
import { MOST_OPEN, MOST_OPEN_OF_PERSON, MOST_PARTS, MOST_PARTS_OF_ALL } from "./limits";

const BUSY = refuse(503, "uploads-busy", "Too many uploads are open; try again in a moment.");
const TOO_MANY = refuse(
  429,
  "uploads-of-person",
  "Too many uploads of this account are open; let some of them end first.",
);

interface OpenUpload {
  readonly person: string;
  parts: number;
}

/** By the request's identifier. */
const open: Record<string, OpenUpload | undefined> = {};
const openOf: Record<string, number | undefined> = {};
let count = 0;
/** Parts of all of them, and of each person's. */
let parts = 0;
const partsOf: Record<string, number | undefined> = {};

/** Lets an upload in; a refusal where there are too many. It is open until `endUpload`. */
export function admitUpload(request: string, person: string): Refusal | undefined {
  const others = openOf[person] ?? 0;
  if (others >= MOST_OPEN_OF_PERSON) return TOO_MANY;
  if (count >= MOST_OPEN) return BUSY;
  open[request] = { person, parts: 0 };
  openOf[person] = others + 1;
  count += 1;
  return undefined;
}

/** Counts another part of an upload; false where there is no room for what would be told of it. */
export function admitPart(request: string): boolean {
  const upload = open[request];
  if (upload === undefined) return false;
  const most = math.max(MOST_PARTS_OF_ALL / ngx.worker.count(), MOST_PARTS * 1.5);
  const others = partsOf[upload.person] ?? 0;
  if (parts >= most || others >= (most * 2) / 3) return false;
  upload.parts += 1;
  partsOf[upload.person] = others + 1;
  parts += 1;
  return true;
}

function without(counts: Record<string, number | undefined>, person: string, by: number): void {
  const left = (counts[person] ?? by) - by;
  counts[person] = left > 0 ? left : undefined;
}

/** Ends an upload, if it is one. Log phase, which runs however the request ended. */
export function endUpload(request = ngx.var["request_id"] ?? ""): void {
  const upload = open[request];
  if (upload === undefined) return;
  open[request] = undefined;
  without(openOf, upload.person, 1);
  without(partsOf, upload.person, upload.parts);
  count -= 1;
  parts -= upload.parts;
}
