/**
 * Answers of before a change are never found again; here they leave the disk too. Each gateway does so for its own cache,
 * several times a minute, by the notes of filing.ts.
 *
 * @module
 */
import { dir } from "posix.dirent";

import { readFile } from "../../shared/read-file";
import { texts, valkey } from "../state/valkey";
import { CHANGED, currentEpochs, SEARCHES } from "./epochs";
import { ANSWERS, CACHE_FOLDER, fileOf, NOTES, SEARCHED } from "./folder";

/** A gateway that was away for longer, and may have missed what has changed, removes all that it has. */
const KNOWN_SECONDS = 2 * 86400;
/** Changes of the last minutes are gone through again. */
const OVERLAP_SECONDS = 180;
/** An answer that is on its way to the disk gets there within this time, or not at all. */
const ARRIVAL_SECONDS = 660;
/** So many changed studies are read at a time. */
const PAGE = 500;
/** So many files at a time; then requests have their turn. */
const AT_A_TIME = 50;
/** When this gateway has last done all this, in Unix seconds. */
const LAST = `${CACHE_FOLDER}/purged`;

/** Studies of which something may still arrive. */
let again: Record<string, true | undefined> = {};

function entries(folder: string): string[] {
  const [ok, names] = pcall(dir, folder);
  return ok ? names.filter((name) => string.sub(name, 1, 1) !== ".") : [];
}

/** Says whether there was one. */
function removeFile(path: string): boolean {
  const [removed] = os.remove(path);
  return removed !== undefined;
}

/**
 * Removes the files of notes whose epoch is over and returns the notes that stay: of the epoch that is in force, and of
 * files that have not arrived yet. `own`: the study's epoch; undefined where all of its notes are over.
 */
function removeFiles(notes: string, own: string | undefined): LuaMultiReturn<[kept: string, isDone: boolean]> {
  const kept: string[] = [];
  let isDone = true;
  let count = 0;
  for (const [line = ""] of string.gmatch(notes, "[^\n]+")) {
    const [epoch, name, time] = string.match(line, "^(%d+) (%x+) (%d+)$");
    if (epoch === undefined) continue;
    const isOver = epoch !== own;
    const isGone = isOver && removeFile(fileOf(ANSWERS, name ?? ""));
    const mayArrive = isOver && !isGone && ngx.time() - (tonumber(time) ?? 0) < ARRIVAL_SECONDS;
    if (mayArrive) isDone = false;
    if (!isOver || mayArrive) kept.push(`${epoch} ${name} ${time}\n`);
    count += 1;
    // Not 0, which Debian's nginx warns of each time.
    if (count % AT_A_TIME === 0) ngx.sleep(0.001);
  }
  return $multi(table.concat(kept), isDone);
}

/** Goes through a study's notes; says whether nothing of before is left or can arrive. */
function purgeStudy(path: string, own: string | undefined): boolean {
  const aside = `${path}.aside`;
  // Workers go on adding to the list: what is dealt with is put aside first. One may be left of a process that ended.
  if (readFile(aside) === undefined) os.rename(path, aside);
  const notes = readFile(aside);
  if (notes === undefined) return true;
  const [kept, isDone] = removeFiles(notes, own);
  if (kept !== "") {
    const [file] = io.open(path, "a");
    if (file === undefined) return false;
    file.write(kept);
    file.close();
  }
  os.remove(aside);
  return isDone;
}

/** All that was cached under another global epoch. */
function purgeFolder(folder: string): void {
  for (const name of entries(folder)) {
    const [study] = string.gsub(name, "%.aside$", "");
    purgeStudy(`${folder}/${study}`, undefined);
  }
  // Only where it is empty.
  os.remove(folder);
}

/** A page of the studies that have changed since a time; undefined where the state does not answer. */
function changedSince(time: number, from: number): string[] | undefined {
  const [replies] = valkey(["ZRANGEBYSCORE", CHANGED, time, "+inf", "LIMIT", from, PAGE]);
  return replies === undefined ? undefined : texts(replies[0]);
}

/** Removes what was cached of studies under a global epoch; false where the state does not answer, or it is over. */
function purgeStudies(global: string, studies: readonly string[]): boolean {
  for (const study of studies) {
    const [inForce, own] = currentEpochs(study);
    if (inForce !== global) return false;
    if (!purgeStudy(`${NOTES}/${global}/${study}`, own)) again[study] = true;
  }
  return true;
}

/** Removes what was cached of changed studies under the global epoch in force; false where the state does not answer. */
function purgeChanged(global: string, since: number): boolean {
  const before = Object.keys(again);
  again = {};
  if (!purgeStudies(global, before)) {
    for (const study of before) again[study] = true;
    return false;
  }
  valkey(["ZREMRANGEBYSCORE", CHANGED, "-inf", ngx.time() - KNOWN_SECONDS]);
  for (let from = 0; ; from += PAGE) {
    const studies = changedSince(since, from);
    if (studies === undefined || !purgeStudies(global, studies)) return false;
    if (studies.length < PAGE) return true;
  }
}

function noteTime(time: number): void {
  const [file] = io.open(LAST, "w");
  if (file === undefined) return;
  file.write(tostring(time));
  file.close();
}

/** Goes through all that has changed since the last time. */
export function purge(): void {
  const now = ngx.time();
  const last = tonumber(readFile(LAST) ?? "") ?? 0;
  const [global] = currentEpochs(SEARCHES);
  if (global === undefined) return;
  const isLate = now - last > KNOWN_SECONDS - OVERLAP_SECONDS;
  for (const folder of entries(NOTES)) {
    if (folder !== global || isLate) purgeFolder(`${NOTES}/${folder}`);
  }
  if (purgeChanged(global, last - OVERLAP_SECONDS)) noteTime(now);
}

/** Removes all that an earlier process has cached, where nothing is cached any more. */
export function purgeAll(): void {
  for (const folder of entries(NOTES)) purgeFolder(`${NOTES}/${folder}`);
  for (const name of entries(SEARCHED)) {
    const folder = `${SEARCHED}/${name}`;
    for (const file of entries(folder)) removeFile(`${folder}/${file}`);
  }
}
