/** Which uploads are open in this worker: each holds connections and some memory, however little of it comes. */
import { refuse, type Refusal } from "../http/refusal";
import { MOST_OPEN, MOST_OPEN_OF_PERSON } from "./limits";

const BUSY = refuse(503, "uploads-busy", "Too many uploads are open; try again in a moment.");
const TOO_MANY = refuse(
  429,
  "uploads-of-person",
  "Too many uploads of this account are open; let some of them end first.",
);

/** Whose they are, by the request's identifier. */
const open: Record<string, string | undefined> = {};
const openOf: Record<string, number | undefined> = {};
let count = 0;

/** Lets an upload in; a refusal where there are too many. It is open until `endUpload`. */
export function admitUpload(request: string, person: string): Refusal | undefined {
  const others = openOf[person] ?? 0;
  if (others >= MOST_OPEN_OF_PERSON) return TOO_MANY;
  if (count >= MOST_OPEN) return BUSY;
  open[request] = person;
  openOf[person] = others + 1;
  count += 1;
  return undefined;
}

/** Ends an upload, if it is one. Log phase, which runs however the request ended. */
export function endUpload(): void {
  const request = ngx.var["request_id"] ?? "";
  const person = open[request];
  if (person === undefined) return;
  open[request] = undefined;
  const others = (openOf[person] ?? 1) - 1;
  openOf[person] = others > 0 ? others : undefined;
  count -= 1;
}
