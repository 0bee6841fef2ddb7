/**
 * Writers fill and empty slots of studies of their own: by STOW-RS or C-STORE, by deleting instances, series or studies.
 * They read around each change themselves. One that is not answered leaves doubt, which is ended by deleting the study until that is answered.
 *
 * @module
 */
import { storeInstances } from "../../../scripts/lib/gateway-client";
import { contentNow, newStudy, orthancId, type Slot, type Study } from "../archive";
import { isDisturbed } from "../disturbance";
import { count, violate } from "../findings";
import { beginChange, type Change, startHistory, UNSEEN, type Way } from "../history";
import { readAs } from "../judge";
import { type Content, makeInstance } from "../material";
import type { Random } from "../../support/random";
import { changedReadings } from "../readings/choose";
import { type Access, ask, isOver, isRefusal, pause, type World } from "../world";
import type { Sender } from "../../support/c-store-sender";

/** What a writer writes with. */
export interface Tools {
  readonly sender: Sender;
  /** The cookie of somebody who may store. */
  readonly contributor: string;
  /** The cookie of somebody who may delete, with a password that is fresh enough. */
  readonly remover: () => string;
}

/** Studies of a writer's that are in the archive at once, and how many it goes on with at all. */
const LIVE = 8;
const USED = 24;
/** How many of the last that were written are read more often. */
const RECENT = 6;

let versions = 0;

const isEmpty = (study: Study): boolean => study.slots.every((slot) => contentNow(slot) === undefined);

/** Ends the changes with the answer's time. */
function settle(changes: readonly Change<unknown>[]): void {
  const now = Date.now();
  for (const change of changes) change.answered = now;
}

/** What empties the slots, and ends the study's life where nothing is left. */
function beginRemoval(study: Study, slots: readonly Slot[], way: Way): Change<unknown>[] {
  const filled = slots.filter(({ history }) => history.length > 1);
  const changes: Change<unknown>[] = filled.map(({ history }) => beginChange(history, undefined, way));
  if (isEmpty(study)) changes.push(beginChange(study.life, undefined, way));
  return changes;
}

/** Deletes a study of which something is not known, however often it takes. */
async function clear(world: World, { remover }: Tools, study: Study): Promise<void> {
  // It may be found to be gone already: by a deletion that nobody has answered.
  const changes = beginRemoval(study, study.slots, "unsure delete");
  for (;;) {
    await pause(500);
    const answer = await ask(world, remover(), `/pacs-admin/studies/${orthancId(study)}`, { method: "DELETE" });
    if (answer.status === 200 || answer.status === 404) break;
    const isBad = !isRefusal(world, answer, `DELETE of study ${study.uid}, again`);
    if (isBad)
      violate(world.findings, "refusal", `DELETE of study ${study.uid}: ${answer.status} ${answer.body.toString()}`);
    if (isOver(world)) return;
  }
  settle(changes);
  count(world.findings, "studies cleared after doubt");
}

/** Sends files; why they were not all taken, if so. */
async function send(world: World, { sender, contributor }: Tools, way: Way, files: readonly Buffer[]): Promise<string> {
  if (way === "c-store") return (await sender.send(files)) ? "" : "storescu failed";
  const session = { publicUrl: world.stack.url, cookie: contributor };
  return storeInstances(session, files).then(
    ({ stored }) => (stored === files.length ? "" : `${stored} of ${files.length} stored`),
    (error: unknown) => String(error),
  );
}

/** Fills slots; returns after how many milliseconds everybody has to see it. */
async function storeSlots(world: World, tools: Tools, study: Study, slots: readonly Slot[], way: Way): Promise<number> {
  versions += 1;
  const life = study.life.at(-1)?.value ?? `life ${world.seed} ${versions}`;
  const made = slots.map((slot) => {
    const { series, instance, size, frames } = slot;
    const version = `${life}, version ${versions}, ${instance}`;
    return makeInstance({ patient: study.patient, study: study.uid, series, instance, life, version, size, frames });
  });
  const begun = Date.now();
  const changes: Change<unknown>[] = isEmpty(study) ? [beginChange(study.life, life, way)] : [];
  for (const [at, { history }] of slots.entries()) {
    changes.push(beginChange<Content | undefined>(history, made[at]?.content, way));
  }
  const files = made.map(({ file }) => file);
  const failure = await send(world, tools, way, files);
  if (failure === "") {
    settle(changes);
    count(world.findings, `instances stored by ${way === "stow" ? "STOW-RS" : "C-STORE"}`, files.length);
    return UNSEEN[way];
  }
  if (isDisturbed(world.disturbances, begun, Date.now())) count(world.findings, "writes that failed during restarts");
  else violate(world.findings, "refusal", `${way} of ${files.length} instances of ${study.uid}: ${failure}`);
  await clear(world, tools, study);
  return 0;
}

/** Fills some empty slots. */
async function store(world: World, tools: Tools, study: Study, random: Random): Promise<number> {
  const empty = study.slots.filter((slot) => contentNow(slot) === undefined);
  const slots = empty.filter(() => random.chance(0.5)).slice(0, 4);
  return slots.length === 0 ? 0 : storeSlots(world, tools, study, slots, random.chance(0.3) ? "c-store" : "stow");
}

/** Fills all slots of a study. */
export async function fill(world: World, tools: Tools, study: Study): Promise<void> {
  for (const slot of study.slots) await storeSlots(world, tools, study, [slot], "stow");
}

/** Deletes an instance, a series or the whole study, at once for everybody: returns 0. */
async function remove(world: World, tools: Tools, study: Study, random: Random): Promise<number> {
  const slot = random.pick(study.slots.filter((one) => contentNow(one) !== undefined));
  if (slot === undefined) return 0;
  const level = random.pick(["instances", "series", "studies", "studies"] as const) ?? "studies";
  const below = { studies: [], series: [slot.series], instances: [slot.series, slot.instance] }[level];
  const slots = study.slots.filter(
    ({ series, instance }) =>
      level === "studies" || (series === slot.series && (level === "series" || instance === slot.instance)),
  );
  const changes = beginRemoval(study, slots, "delete");
  const path = `/pacs-admin/${level}/${orthancId(study, ...below)}`;
  const answer = await ask(world, tools.remover(), path, { method: "DELETE" });
  if (answer.status === 200) {
    settle(changes);
    count(world.findings, `deletions of ${level}`);
    return 0;
  }
  if (!isRefusal(world, answer, `DELETE ${path}`)) {
    violate(world.findings, "body", `DELETE ${path}: ${answer.status} ${answer.body.toString()}, though it is there`);
  }
  await clear(world, tools, study);
  return 0;
}

/**
 * Writes, and reads what that changes: twice before it, so that the answers of before are kept, and as soon as everybody
 * has to see it.
 */
async function change(world: World, tools: Tools, study: Study, random: Random): Promise<void> {
  const slot = random.pick(study.slots);
  if (slot === undefined) return;
  const readings = changedReadings({ study, slot }).filter(() => random.chance(0.4));
  const visitor = { cookie: tools.contributor, access: startHistory<Access>("reader") };
  const look = async (): Promise<unknown> => Promise.all(readings.map(async (one) => readAs(world, visitor, one)));
  for (let times = 0; times < 2; times += 1) await look();
  const act = isEmpty(study) || random.chance(0.5) ? store : remove;
  await pause(await act(world, tools, study, random));
  await look();
  world.recent.unshift(study);
  world.recent.splice(RECENT);
}

/** A study to go on with: one of the own, an old one under the same UIDs with other content, or a new one. */
function choose(world: World, own: Study[], name: string, random: Random): Study {
  const live = own.filter((study) => !isEmpty(study));
  if (live.length >= LIVE || random.chance(0.5)) {
    const known = random.pick(live);
    if (known !== undefined) return known;
  }
  const old = random.pick(own.filter(isEmpty));
  if (old !== undefined && (random.chance(0.5) || own.length >= USED)) return old;
  const next = newStudy(`soak ${world.seed} ${name} ${own.length}`);
  own.push(next);
  world.studies.push(next);
  return next;
}

/** Stores and deletes until the end of the run. */
export async function write(world: World, tools: Tools, name: string, random: Random): Promise<void> {
  const own: Study[] = [];
  while (!isOver(world)) {
    await change(world, tools, choose(world, own, name, random), random);
    await pause(random.int(400));
  }
}
