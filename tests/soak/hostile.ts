/**
 * `npm run soak -- --hostile --minutes N`: one person with `viewer`, one with `contributor`, a host at the DICOM port and
 * a stranger do all the harm that is known here, at once and over and over, while somebody else works. Prints figures and
 * a line for each property.
 *
 * @module
 */
import { fork } from "node:child_process";
import { phantomSeries } from "../../scripts/lib/phantom";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { logLines } from "../support/docker";
import { makePerson, PASSWORD } from "../support/people";
import { spendFirstPassword } from "../support/forms";
import { startStack, type Stack } from "../support/stack";
import { storeLarge, type Target } from "./hostile/attacks";
import type { Deeds, Orders } from "./hostile/attackers";
import { askAs, type Bystander, slowestHundredth, type Waits, work } from "./hostile/bystander";
import { leftBehind, lookAt, type Look, mebibytes } from "./hostile/remains";
import { isDefect } from "./log";
import { SERVICES } from "./sampler";

const LARGE_MIB = 300;
const SLICES = 24;
const LOOK_EVERY_MS = 5000;
/** After the attacks all of them has to be gone within this. */
const SETTLE_MS = 180_000;
const BOUNDS = { cached: 250, uncached: 2000, hits: 0.9 };

const pause = async (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Scene {
  readonly target: Target;
  readonly bystander: Bystander;
}

/** People, the study that one of them works with, and the object that others are after. */
async function prepare(stack: Stack): Promise<Scene> {
  const admin = await spendFirstPassword(stack, stack.firstPassword);
  const phantom = phantomSeries({ name: `hostile ${stack.project}`, slices: SLICES, rows: 256, columns: 256 });
  await storeInstances({ publicUrl: stack.url, cookie: admin }, [...phantom.files()]);
  const [viewer, contributor, worker] = [
    await makePerson(stack, "viewer"),
    await makePerson(stack, "contributor"),
    await makePerson(stack, "viewer"),
  ];
  const who = { url: stack.url, cookie: worker.cookie, study: phantom.studyUid };
  const series = `/studies/${phantom.studyUid}/series/${phantom.seriesUid}`;
  const listed = await askAs({ ...who, frames: [] }, `/pacs${series}/instances`, "application/dicom+json");
  const rows = JSON.parse(listed.body.toString()) as Record<string, { readonly Value?: readonly string[] }>[];
  const instances = rows.map((row) => row["00080018"]?.Value?.[0] ?? "");
  const bystander = { ...who, frames: instances.map((instance) => `${series}/instances/${instance}/frames/1`) };
  const place = { patient: "PHANTOM", study: phantom.studyUid, series: phantom.seriesUid };
  const target = {
    url: stack.url,
    viewer: { ...viewer, password: PASSWORD },
    contributor,
    frames: LARGE_MIB,
    others: { ...place, instance: instances[0] ?? "" },
  };
  return { target: { ...target, large: await storeLarge(target) }, bystander };
}

/** What must be the same before and after: statuses and objects; the archive gives a study's instances in any order. */
async function contents(who: Bystander): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const path of [`/studies/${who.study}/metadata`, `/studies/${who.study}/series`]) {
    const { status, body } = await askAs(who, `/pacs${path}`, "application/dicom+json");
    found.add(`${status} ${path}`);
    if (status !== 200) continue;
    for (const object of JSON.parse(body.toString()) as unknown[]) found.add(JSON.stringify(object));
  }
  return found;
}

/** What has gone, and what has come. */
function changes(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  const gone = [...before].filter((one) => !after.has(one)).map((one) => `gone: ${one.slice(0, 200)}`);
  return [...gone, ...[...after].filter((one) => !before.has(one)).map((one) => `new: ${one.slice(0, 200)}`)];
}

async function sendOut(orders: Orders): Promise<Deeds> {
  const child = fork(new URL("./hostile/attackers.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
  child.send(orders);
  return new Promise((resolve, reject) => {
    let deeds: Deeds | undefined;
    child.on("message", (message) => (deeds = message as Deeds));
    child.on("exit", (status) =>
      deeds === undefined ? reject(new Error(`the attackers ended with ${status}`)) : resolve(deeds),
    );
  });
}

async function watch(stack: Stack, end: number): Promise<Look[]> {
  const looks: Look[] = [];
  while (Date.now() < end) {
    looks.push(await lookAt(stack));
    await pause(LOOK_EVERY_MS);
  }
  return looks;
}

/** Looks until nothing is left, and then what is. */
async function settle(stack: Stack, before: Look): Promise<string[]> {
  const end = Date.now() + SETTLE_MS;
  for (;;) {
    const left = leftBehind(before, await lookAt(stack));
    if (left.length === 0 || Date.now() > end) return left;
    await pause(LOOK_EVERY_MS);
  }
}

function tell(waits: Waits, deeds: Deeds, looks: readonly Look[]): void {
  for (const [name, count] of Object.entries(deeds.counts)) console.log(`${String(count).padStart(8)} ${name}`);
  for (const error of deeds.errors.slice(0, 5)) console.log(error);
  const { cached, uncached, hits } = waits;
  console.log(`cached: ${cached.length} reads, ${hits} of them hits, p99 ${slowestHundredth(cached).toFixed(0)} ms`);
  console.log(`uncached: ${uncached.length} reads, p99 ${slowestHundredth(uncached).toFixed(0)} ms`);
  for (const service of SERVICES) {
    const most = Math.max(...looks.map(({ memory }) => memory[service]).filter((bytes) => !Number.isNaN(bytes)));
    const share = Math.max(...looks.map((look) => look.share[service]).filter((part) => !Number.isNaN(part)));
    console.log(`${service}: ${mebibytes(most)} MiB at most, ${(100 * share).toFixed(0)} % of its limit`);
  }
}

/** Runs for some minutes; true where all holds. */
export async function hostileUse(minutes: number): Promise<boolean> {
  const { stack, stop } = await startStack(process.cwd(), "hostile");
  try {
    const { target, bystander } = await prepare(stack);
    for (const path of bystander.frames) await askAs(bystander, `/pacs${path}`, "*/*");
    const [before, study] = [await lookAt(stack), await contents(bystander)];
    const end = Date.now() + minutes * 60_000;
    const [deeds, waits, looks] = await Promise.all([
      sendOut({ stack, target, end }),
      work(bystander, end),
      watch(stack, end),
    ]);
    tell(waits, deeds, looks);
    const left = await settle(stack, before);
    const after = await lookAt(stack);
    const bad = await logLines(`${stack.project}-gateway-1`, isDefect);
    const found: Record<string, readonly string[]> = {
      "each of her requests is answered": waits.failures,
      "her cached reads take less than 250 ms, 99 of 100":
        slowestHundredth(waits.cached) < BOUNDS.cached ? [] : [`${slowestHundredth(waits.cached)} ms`],
      "her uncached reads take less than 2 s, 99 of 100":
        slowestHundredth(waits.uncached) < BOUNDS.uncached ? [] : [`${slowestHundredth(waits.uncached)} ms`],
      "what was cached stays cached for her":
        waits.hits >= BOUNDS.hits * waits.cached.length ? [] : [`${waits.hits} of ${waits.cached.length}`],
      "no process ends": after.processes === before.processes ? [] : [before.processes, after.processes],
      "no container meets its memory limit": [...looks, after].every(
        ({ kills, share }) => kills === before.kills && SERVICES.every((service) => !(share[service] >= 1)),
      )
        ? []
        : ["a process was ended for want of memory"],
      "her study is as it was": changes(study, await contents(bystander)),
      "nothing is left behind": left,
      "the gateway's log has no failed handler": bad,
      "every attack was made": deeds.errors,
    };
    let failed = 0;
    for (const [what, faults] of Object.entries(found)) {
      console.log(`${faults.length === 0 ? "ok  " : "FAIL"} ${what}`);
      for (const fault of faults.slice(0, 5)) console.log(`       ${fault}`);
      if (faults.length > 0) failed += 1;
    }
    console.log(`${Object.keys(found).length - failed} passed, ${failed} failed`);
    return failed === 0;
  } finally {
    await stop();
  }
}
