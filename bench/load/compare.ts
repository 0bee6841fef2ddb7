import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Arm, ArmName, Bench } from "../arms/bench";
import { askWhole, digestOf, type WholeAnswer } from "./ask";

/** Whether arms gave the same; a ratio without equal bodies is void. */
export interface Bodies {
  /** Answers that were compared. */
  readonly compared: number;
  /** The first differences, a sentence each. */
  readonly differences: readonly string[];
}

/** A path below an arm's prefix, and the headers it is asked for with. */
export interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const MAX_DIFFERENCES = 5;
const AT_ONCE = 4;

/** Asks all arms for the same and compares what comes; all have to answer 200. */
export async function compareArms(arms: readonly Arm[], asked: readonly Asked[]): Promise<Bodies> {
  const differences: string[] = [];
  await eachOf(asked, async ({ path, headers }) => {
    const digests: string[] = [];
    for (const arm of arms) {
      const answer = await askWhole(arm, arm.prefix + path, { headers });
      if (answer.status !== 200) differences.push(`${arm.name} answers ${answer.status} to ${path}`);
      digests.push(digestOf(answer));
    }
    if (new Set(digests).size > 1) differences.push(`${arms.map(({ name }) => name).join(", ")} differ in ${path}`);
  });
  return { compared: asked.length * arms.length, differences: differences.slice(0, MAX_DIFFERENCES) };
}

/**
 * Puts what the gateway answers into arm L's folder, byte for byte, and checks that it comes out so.
 *
 * @returns what to ask L for the same, in the order of what was asked
 */
export async function capture(bench: Bench, asked: readonly Asked[]): Promise<{ files: Asked[]; bodies: Bodies }> {
  const files = [...asked];
  const differences: string[] = [];
  await eachOf(asked, async ({ path, headers }, at) => {
    const answer = await askWhole(bench.arms.G, bench.arms.G.prefix + path, { headers });
    if (answer.status !== 200) throw new Error(`G answers ${answer.status} to ${path}`);
    const file = keep(bench, answer);
    files[at] = { path: file, headers };
    const again = await askWhole(bench.arms.L, file);
    const same =
      again.raw.equals(answer.raw) && again.headers["content-encoding"] === answer.headers["content-encoding"];
    if (!same) differences.push(`L differs from G in ${path}`);
  });
  return { files, bodies: { compared: asked.length, differences: differences.slice(0, MAX_DIFFERENCES) } };
}

function keep(bench: Bench, { headers, raw }: WholeAnswer): string {
  const name = createHash("sha256").update(raw).digest("hex").slice(0, 32);
  const path = `/${headers["content-encoding"] ?? "identity"}/${name}`;
  const file = join(bench.staticFolder, path);
  if (!existsSync(file)) writeFileSync(file, raw);
  return path;
}

/** What several comparisons found. */
export function together(...all: readonly Bodies[]): Bodies {
  return {
    compared: all.reduce((sum, { compared }) => sum + compared, 0),
    differences: all.flatMap(({ differences }) => differences).slice(0, MAX_DIFFERENCES),
  };
}

/** Arms by their names. */
export function armsOf(bench: Bench, names: readonly ArmName[]): Arm[] {
  return names.map((name) => bench.arms[name]);
}

async function eachOf<T>(list: readonly T[], work: (item: T, at: number) => Promise<void>): Promise<void> {
  let at = 0;
  const runner = async (): Promise<void> => {
    for (let mine = at++; mine < list.length; mine = at++) {
      const item = list[mine];
      if (item !== undefined) await work(item, mine);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runner));
}
