/**
 * What becomes of a refusal: a line in Orthanc's log, and, of what came by C-STORE, a note that the gateway counts.
 *
 * @module
 */
import { REFUSED_METADATA } from "../shared/refused-metadata";
import type { Collision } from "./collisions";
import { plain } from "./plain";
import type { Origin } from "./rest";

declare function RestApiPut(uri: string, body: string, builtin: boolean): unknown;

/**
 * How many objects were refused by C-STORE since the start, and the study that was last in the way. A file, since
 * Orthanc's heart beats in another Lua state than the one that receives.
 */
const REFUSED = "/tmp/refused-by-c-store";
/** Seconds between two lines in the log at least. */
const LOG_SECONDS = 1;

const IN_THE_WAY = {
  Study: "its study belongs to another patient here",
  Series: "its series belongs to another study here",
  Instance: "its SOP Instance UID belongs to another series here",
} as const;

let refused = 0;
let noted = 0;
let loggedAt = 0;

// What an earlier process has left.
os.remove(REFUSED);

function write(study: string): void {
  const [file] = io.open(REFUSED, "w");
  if (file === undefined) return;
  file.write(string.format("%d %s", refused, study));
  file.close();
}

/** Says why an object was refused, and by whose hand it came. */
export function logRefusal(why: string, origin: Origin): void {
  const now = os.time();
  if (now - loggedAt < LOG_SECONDS) return;
  loggedAt = now;
  const isCStore = origin.RequestOrigin === "DicomProtocol";
  const by = isCStore ? `C-STORE, AE title "${plain(origin.RemoteAet)}",` : plain(origin.RequestOrigin);
  print(`refused an object by ${by} from ${plain(origin.RemoteIp)}: ${why}`);
}

/** Says that an object's UIDs are in use, and counts it where nobody else can. */
export function noteRefusal(collision: Collision, origin: Origin): void {
  if (origin.RequestOrigin === "DicomProtocol") {
    refused += 1;
    write(collision.study);
  }
  const study = collision.study === "" ? "that is being stored" : collision.study;
  logRefusal(`${IN_THE_WAY[collision.level]} (study ${study})`, origin);
}

/** At each heart beat: notes what was refused since. */
export function noteRefused(): void {
  const [file] = io.open(REFUSED);
  if (file === undefined) return;
  const text = file.read("a");
  file.close();
  const [total, study] = string.match(text ?? "", "^(%d+) ([0-9a-f%-]+)$");
  const more = (tonumber(total) ?? noted) - noted;
  if (more <= 0) return;
  noted += more;
  if (more > 1) print(string.format("refused %d objects by C-STORE since the heart beat before", more));
  // A study that is gone meanwhile has no room for it.
  pcall(RestApiPut, `/studies/${study}/metadata/${REFUSED_METADATA}`, string.format("%d %d", more, os.time()), true);
}
