/**
 * What the samples show: memory, open files and the cache's size against their bounds.
 *
 * @module
 */
import { violate } from "./findings";
import { type Sample, type Service, SERVICES } from "./sampler";
import type { World } from "./world";

export const MIB = 1024 ** 2;
/** CACHE_SIZE of a run: the smallest there is, so that it is full before long. */
export const CACHE_SIZE = { setting: "256m", bytes: 256 * MIB };
/** nginx makes room in turns: what may have come meanwhile. Searches have a cache of their own beside it, seconds old. */
const CACHE_SLACK = 48 * MIB;

/** Memory may grow by a seventh and this much between the end of the first third and the end. */
const GROWTH: Readonly<Record<Service, number>> = { gateway: 16 * MIB, orthanc: 128 * MIB, valkey: 8 * MIB };
/**
 * Some grow for some minutes after their start whatever they are asked. Orthanc keeps 256 MB of the files that were read
 * last (MaximumStorageCacheSize), and each of its threads has a heap of its own; the gateway's zones of shared memory fill
 * (21 and 33 MiB in two runs of five minutes). In a run that is shorter than this much, the bound says only that they do not
 * run away.
 */
const SETTLED_MINUTES = 20;
const WARM_UP: Readonly<Record<Service, number>> = { ...GROWTH, gateway: 48 * MIB, orthanc: 640 * MIB };

function growthOf({ begun, end }: World, service: Service): number {
  return (end - begun < SETTLED_MINUTES * 60_000 ? WARM_UP : GROWTH)[service];
}
const MORE_FILES = 64;

function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The last samples until a moment: a tenth of all, three at least. */
function until(samples: readonly Sample[], moment: number): readonly Sample[] {
  return samples.filter(({ at }) => at <= moment).slice(-Math.max(3, Math.ceil(samples.length / 10)));
}

/** Judges the samples; returns lines that tell of them. */
export function judgeSamples(world: World, samples: readonly Sample[]): string[] {
  const { findings, begun, end } = world;
  const [early, late] = [until(samples, begun + (end - begun) / 3), until(samples, end)];
  const lines: string[] = [];
  for (const service of SERVICES) {
    const [before, after] = [early, late].map((some) => median(some.map(({ use }) => use[service].memory)));
    const [filesBefore, filesAfter] = [early, late].map((some) => median(some.map(({ use }) => use[service].files)));
    const [from = NaN, to = NaN, open = NaN, openLater = NaN] = [before, after, filesBefore, filesAfter];
    const told = `${service}: ${(from / MIB).toFixed(1)} MiB, at the end ${(to / MIB).toFixed(1)}; ${open} files, ${openLater}`;
    lines.push(told);
    if (!(to <= from * 1.15 + growthOf(world, service))) violate(findings, "memory", told);
    if (!(openLater <= open * 1.5 + MORE_FILES)) violate(findings, "files", told);
  }
  const step = Math.max(1, Math.floor(samples.length / 10));
  for (const { at, use, cache } of samples.filter((_, index) => index % step === 0)) {
    const memories = SERVICES.map((service) => `${service} ${(use[service].memory / MIB).toFixed(1)}`).join(", ");
    lines.push(`  at ${((at - begun) / 60_000).toFixed(1)} min: ${memories}, cache ${(cache / MIB).toFixed(1)} MiB`);
  }
  const sizes = samples.map(({ cache }) => cache).filter((size) => !Number.isNaN(size));
  const most = Math.max(...sizes);
  lines.push(`cache: ${(most / MIB).toFixed(1)} MiB at most, ${((sizes.at(-1) ?? NaN) / MIB).toFixed(1)} at the end`);
  const usual = sizes.toSorted((one, other) => one - other)[Math.floor(sizes.length / 2)] ?? NaN;
  // nginx's cache manager may sleep for ten seconds, in which more comes in than there is room for.
  const isBounded = usual <= CACHE_SIZE.bytes + CACHE_SLACK && most <= 2 * CACHE_SIZE.bytes;
  if (!isBounded) violate(findings, "cache", lines.at(-1) ?? "");
  const [hits, bodies] = ["from the cache", "bodies checked"].map((name) => findings.counts.get(name) ?? 0);
  if (!((hits ?? 0) > (bodies ?? 0) / 10)) violate(findings, "cache", `${hits} of ${bodies} bodies from the cache`);
  return lines;
}
