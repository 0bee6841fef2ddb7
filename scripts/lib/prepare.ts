import { chooseBaseImage } from "./base-image";
import type { Compose } from "./docker";
import { ensureDocker } from "./ensure-docker";
import type { Variables } from "./run";
import type { Configuration } from "./settings";
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
