/**
 * `npm start [-- --no-install] [--fresh]`: checks settings and ports, makes sure that Docker is there, builds, starts, waits until
 * healthy, and says where it is. A second run changes nothing.
 *
 * @module
 */
import type { Problem } from "../lua-src/shared/settings/problems";
import { bringUp, findCompose, publishedPorts, rebuild } from "./lib/docker";
import { takenPorts } from "./lib/ports";
import { prepare } from "./lib/prepare";
import { complain, EX_CONFIG, EX_UNAVAILABLE, EX_USAGE } from "./lib/project";
import { tellFailure, tellResult } from "./lib/result";
import { type Configuration, readConfiguration } from "./lib/settings";

const KNOWN = ["--no-install", "--fresh"];

async function start(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => !KNOWN.includes(arg));
  if (unknown !== undefined) {
    complain(`npm start does not know ${unknown}; it knows ${KNOWN.join(" and ")}.`);
    return EX_USAGE;
  }
  const read = readConfiguration(process.env);
  if ("problems" in read) return refuse(read.problems);
  return startChecked(read.configuration, !args.includes("--no-install"), args.includes("--fresh"));
}

async function startChecked(configuration: Configuration, mayInstall: boolean, fresh: boolean): Promise<number> {
  const running = findCompose();
  const ours = running === undefined ? [] : publishedPorts(running, process.env);
  const taken = await takenPorts(configuration.settings, ours);
  if (taken.length > 0) return refuse(taken);
  const prepared = await prepare(configuration, mayInstall);
  if (prepared === undefined) return EX_UNAVAILABLE;
  const { compose, environment } = prepared;
  const rebuilt = fresh ? rebuild(compose, environment) : 0;
  if (rebuilt !== 0) return rebuilt;
  const since = new Date();
  const status = bringUp(compose, environment);
  if (status === 0) tellResult(compose, environment, configuration, since);
  else tellFailure(compose, environment, since);
  return status;
}

function refuse(problems: readonly Problem[]): number {
  for (const { code, sentence } of problems) complain(`${code}: ${sentence}`);
  return EX_CONFIG;
}

process.exitCode = await start(process.argv.slice(2));
