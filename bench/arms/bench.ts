/**
 * What rows are given.
 *
 * @module
 */
import type { Stack } from "../../tests/support/stack";
import type { Plan } from "../data/plan";

/**
 * D asks G's Orthanc itself; S is the plain recipe with an Orthanc of its own; G is this gateway with all it does; C is
 * nginx's cache of what L serves, behind a handler that does nothing; L is nginx with the same bytes as static files.
 */
export type ArmName = "D" | "S" | "G" | "C" | "L";

/** Where an arm is, and what each of its requests needs. */
export interface Arm {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Of DICOMweb's resources. */
  readonly prefix: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A gateway with its archive. */
export interface Site {
  readonly stack: Stack;
  /** What is in its archive. */
  readonly plan: Plan;
  readonly gateway: Arm;
  readonly direct: Arm;
  /** Orthanc itself as the user that stores. */
  readonly directStore: Arm;
}

/** An arm that speaks HTTP/2 over TLS. */
export interface TlsArm extends Arm {
  /** As the certificate names it. */
  readonly origin: string;
}

export interface Bench extends Site {
  readonly quick: boolean;
  readonly rounds: number;
  readonly arms: Readonly<Record<ArmName, Arm>>;
  /** The container of S's Orthanc. */
  readonly recipeArchive: string;
  /** What arm L serves, on this machine. */
  readonly staticFolder: string;
  readonly say: (line: string) => void;
  /** The gateway and arm L over TLS; started when first asked for. */
  readonly tls: () => Promise<{ readonly G: TlsArm; readonly L: TlsArm }>;
  /** A second site with an archive of 200 studies; started when first asked for. */
  readonly small: () => Promise<Site>;
}
