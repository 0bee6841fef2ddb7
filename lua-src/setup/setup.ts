import { checkSettings } from "../shared/settings/check";
import type { Problem } from "../shared/settings/problems";
import { secretNames } from "../shared/settings/schema";
import type { Environment } from "../shared/settings/setting";
import type { Settings } from "../shared/settings/settings";
import { readFile } from "../shared/read-file";
import { firstAdmin } from "./first-admin";
import { writeGatewayFiles } from "./gateway-files";
import { writeListenFiles } from "./listen-files";
import { writeOrthancFiles } from "./orthanc-files";
import { places } from "./files";
import { policyProblems } from "./policy-input";
import { problemText, resultText } from "./report";
import { keptSealingSecret, keptSecret, orthancSecrets } from "./secrets";
import { readTlsInput, writeTlsFiles, readTrustInput, writeTrustFile } from "./tls-files";
import type { TlsInput, TrustInput } from "./tls-files";
import { writeValkeyFiles } from "./valkey-files";
import { readViewerInput, type ViewerInput, writeViewerFiles } from "./viewer-files";

/** The environment as the process got it, with names that nobody knows to ask for. */
function readEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const entry of (readFile("/proc/self/environ") ?? "").split("\0")) {
    const equals = entry.indexOf("=");
    if (equals > 0) environment[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return environment;
}

/** BSD's sysexits.h: something is wrong with the configuration. */
const EX_CONFIG = 78;
const EX_CANTCREAT = 73;

/**
 * Checks the settings in the environment, makes secrets, and writes what the other containers read.
 *
 * @returns the exit status: 0, 78 where a setting is refused, 73 where a volume cannot be used
 */
export function setup(): number {
  const environment = readEnvironment();
  const { settings, problems } = checkSettings(environment, Object.keys(environment), secretFiles(environment));
  if (settings === undefined) return refuse(problems);
  const viewer = readViewerInput(settings);
  const tls = readTlsInput(settings);
  const trust = readTrustInput(settings, environment);
  const found = [...viewer.problems, ...policyProblems(settings), ...tls.problems, ...trust.problems];
  if (found.length > 0) return refuse(found);
  const [ok, written] = pcall(writeAll, settings, { viewer, tls, trust });
  if (!ok) {
    io.stderr.write(`setup: ${tostring(written)}\n`);
    return EX_CANTCREAT;
  }
  io.stdout.write(written);
  return 0;
}

function secretFiles(environment: Environment): Environment {
  const files: Record<string, string | undefined> = {};
  for (const name of secretNames()) {
    const file = environment[`${name}_FILE`] ?? "";
    if (file !== "") files[name] = readFile(file);
  }
  return files;
}

function refuse(problems: readonly Problem[]): number {
  for (const problem of problems) io.stderr.write(problemText(problem));
  return EX_CONFIG;
}

/** What people have put into files, read and checked. */
interface Input {
  readonly viewer: ViewerInput;
  readonly tls: TlsInput;
  readonly trust: TrustInput;
}

function writeAll(settings: Settings, { viewer, tls, trust }: Input): string {
  const valkeyPassword = keptSecret(`${places.valkey}/password`);
  const orthancPasswords = orthancSecrets();
  writeValkeyFiles(settings, valkeyPassword);
  writeOrthancFiles(settings, orthancPasswords);
  writeGatewayFiles(settings, { valkeyPassword, orthancPasswords, sealingSecret: keptSealingSecret() });
  writeViewerFiles(settings, viewer);
  writeListenFiles(settings);
  writeTrustFile(trust);
  const notes = writeTlsFiles(settings, tls);
  return resultText(settings, firstAdmin(settings), notes);
}
