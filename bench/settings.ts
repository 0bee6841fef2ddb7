/**
 * What the archive's settings are worth (`npm run bench:settings`; `-- NAME,NAME` for some of them): an Orthanc with the
 * product's settings, and one for each of a trial's settings with this one changed, take turns at what they are about.
 * Prints ratios, changed to usual: below 1 the changed one is better. Some minutes; ADR 0019 has what was found.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { figure } from "./report/words";
import { type Archive, processorOf, startArchive } from "./settings/archive";
import { type Figures, ROUNDS, type Trial, TRIALS } from "./settings/trials";
import { type Variant, VARIANTS } from "./settings/variants";

const textOf = ({ settings }: Variant): string => JSON.stringify(settings.DicomWeb ?? settings).slice(1, -1);

/**
 * A line for each measure: its name, the usual value, the changed one, and their ratio. The least of the rounds: other
 * work on the machine disturbs it least.
 */
function linesOf(usual: readonly Figures[], changed: readonly Figures[]): string[] {
  return Object.keys(usual[0] ?? {}).map((name) => {
    const of = (all: readonly Figures[]): number => Math.min(...all.map((figures) => figures[name] ?? NaN));
    const [before, after] = [of(usual), of(changed)];
    return `    ${name}: ${figure(before)} to ${figure(after)}, ratio ${figure(after / before)}`;
  });
}

/** Those of the trial that is on. */
const archives: Archive[] = [];

async function stopAll(): Promise<void> {
  for (const archive of archives.splice(0)) await archive.stop();
}

/** A turn, and the processor time that it took: this one other work on the machine does not lengthen. */
async function turnOf(trial: Trial, archive: Archive, round: number): Promise<Figures> {
  const before = await processorOf(archive);
  const figures = await trial.round(archive, round);
  return { ...figures, "processor time of all": (await processorOf(archive)) - before };
}

/** Measures all variants of a trial in turn, beside an archive without a change. */
async function compare(trial: Trial, variants: readonly Variant[]): Promise<void> {
  try {
    const common = trial.isDurable === true ? {} : { SyncStorageArea: false };
    archives.push(await startArchive("usual", common));
    for (const [at, { settings }] of variants.entries()) {
      archives.push(await startArchive(`changed-${at}`, { ...common, ...settings }));
    }
    const found = archives.map((): Figures[] => []);
    for (const archive of archives) await trial.prepare(archive);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let turn = 0; turn < archives.length; turn += 1) {
        // Each round another one is the first.
        const at = (turn + round) % archives.length;
        const archive = archives[at];
        if (archive !== undefined) found[at]?.push(await turnOf(trial, archive, round));
      }
    }
    const [usual = [], ...changed] = found;
    for (const [at, variant] of variants.entries()) {
      console.log([textOf(variant), ...linesOf(usual, changed[at] ?? [])].join("\n"));
    }
  } finally {
    await stopAll();
  }
}

/** At once, before a request that is cut off ends the process by itself. */
const interrupted = (): void => {
  const containers = archives.map(({ container }) => container);
  if (containers.length > 0) execFileSync("docker", ["rm", "--force", "--volumes", ...containers]);
  process.exit(130);
};
process.once("SIGINT", interrupted);
process.once("SIGTERM", interrupted);

const only = process.argv[2]?.split(",");
const chosen = VARIANTS.filter((each) => only?.some((name) => textOf(each).includes(`"${name}"`)) ?? true);
for (const [name, trial] of Object.entries(TRIALS)) {
  const variants = chosen.filter((variant) => variant.trial === name);
  if (variants.length > 0) await compare(trial, variants);
}
