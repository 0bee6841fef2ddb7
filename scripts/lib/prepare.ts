import { chooseBaseImage } from "./base-image";
import type { Compose } from "./docker";
import { ensureDocker } from "./ensure-docker";
import { run, type Variables } from "./run";
import { complain, EX_CONFIG, EX_UNAVAILABLE } from "./project";
import { type Configuration, readConfiguration } from "./settings";
import { extraCaCerts } from "./trust";

/** What every build and start needs. */
export interface Prepared {
  readonly compose: Compose;
  /** This process's environment with the base image and the certificates for builds. */
  readonly environment: Variables;
}

/** Makes sure of Docker and of a base image. undefined: after a sentence that says what is missing. */
export async function prepare(configuration: Configuration, mayInstall: boolean): Promise<Prepared | undefined> {
  const compose = await ensureDocker(mayInstall);
  if (compose === undefined) return undefined;
  const baseImage = chooseBaseImage(configuration, mayInstall);
  if (baseImage === undefined) return undefined;
  const environment = {
    ...process.env,
    BASE_IMAGE: baseImage,
    EXTRA_CA_CERTS: extraCaCerts(configuration, process.env),
  };
  return { compose, environment };
}

/** The same by the settings of this process, for tests: what they need, or an exit status after a sentence for each problem. */
export async function prepareTests(): Promise<Prepared | number> {
  const read = readConfiguration(process.env);
  if ("problems" in read) {
    for (const { code, sentence } of read.problems) complain(`${code}: ${sentence}`);
    return EX_CONFIG;
  }
  const prepared = await prepare(read.configuration, true);
  if (prepared === undefined) return EX_UNAVAILABLE;
  // Testcontainers' cleaner comes from a registry of images; the tests clean up themselves too.
  const ownBase = (prepared.environment["BASE_IMAGE"] ?? "").startsWith("collimator-base:");
  const cleaner = ownBase ? { TESTCONTAINERS_RYUK_DISABLED: "true" } : {};
  return { ...prepared, environment: { ...cleaner, ...prepared.environment } };
}

/** Runs a program of the tests' on the images that are there; its exit status, or that of what is missing. */
export async function runPrepared(program: string, given: readonly string[]): Promise<number> {
  const prepared = await prepareTests();
  return typeof prepared === "number"
    ? prepared
    : run(["tsx", program, ...given], { environment: prepared.environment });
}
