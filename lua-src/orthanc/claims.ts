/**
 * Objects that have been let in and may not be in the archive's index yet: two that come at the same moment, by whichever
 * ways, would else both be found to collide with nothing. All of them pass one Lua state, one after the other.
 *
 * @module
 */
import { deletionsNoted } from "./deletions";

/** Whose an object is. */
export interface Claim {
  readonly patient: string;
  readonly study: string;
  readonly series: string;
  readonly instance: string;
}

/** What of an object collides with another one's. */
export type Level = "Study" | "Series" | "Instance";

/** How long an object may take from here into the index: at least so long it is remembered, and at most twice. */
const STORING_SECONDS = 30;
/** Objects in each of the two lists; with one more, the older list is forgotten. */
const MOST = 10_000;

interface Claims {
  /** By UID: the study's patient, the series' study, the instance's series. */
  readonly studies: Record<string, string | undefined>;
  readonly series: Record<string, string | undefined>;
  readonly instances: Record<string, string | undefined>;
  count: number;
}

function none(): Claims {
  return { studies: {}, series: {}, instances: {}, count: 0 };
}

let fresh = none();
let older = none();
let since = 0;
let deletions = 0;

/** Forgets what is in the index by now, or has been deleted. */
function forget(): void {
  const now = os.time();
  const isDeleted = deletionsNoted() !== deletions;
  if (!isDeleted && now - since < STORING_SECONDS && fresh.count < MOST) return;
  older = isDeleted || now - since >= 2 * STORING_SECONDS ? none() : fresh;
  fresh = none();
  since = now;
  deletions = deletionsNoted();
}

/** What of an object collides with those that have been let in just now. */
export function claimedBefore({ patient, study, series, instance }: Claim): Level | undefined {
  forget();
  const owner = fresh.studies[study] ?? older.studies[study];
  if (owner !== undefined && owner !== patient) return "Study";
  const parent = fresh.series[series] ?? older.series[series];
  if (parent !== undefined && parent !== study) return "Series";
  const place = fresh.instances[instance] ?? older.instances[instance];
  return place === undefined || place === series ? undefined : "Instance";
}

/** An object is let in. */
export function claim({ patient, study, series, instance }: Claim): void {
  fresh.studies[study] = patient;
  fresh.series[series] = study;
  fresh.instances[instance] = series;
  fresh.count += 1;
}
