import { checkSettings } from "../shared/settings/check";
import type { Environment, Problem, Settings } from "../shared/settings/types";
import { readEnvironment } from "./environment";
import { readFile } from "../shared/read-file";
import { checkPolicy } from "../shared/policy-file/check";
import { problem } from "../shared/settings/problems";
import { firstAdmin } from "./first-admin";
import { writeGatewayFiles } from "./gateway-files";
import { writeListenFiles } from "./listen-files";
import { writeOrthancFiles } from "./orthanc-files";
import { places } from "./places";
import { problemText, resultText } from "./report";
import { keptSecret, orthancSecrets } from "./secrets";
import { readTlsInput, type TlsInput, writeTlsFiles } from "./tls-files";
import { writeValkeyFiles } from "./valkey-files";
import { readViewerInput, type ViewerInput, writeViewerFiles } from "./viewer-files";

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
  const found = [...viewer.problems, ...policyProblems(), ...tls.problems];
  if (found.length > 0) return refuse(found);
  const [ok, written] = pcall(writeAll, settings, viewer, tls);
  if (!ok) {
    io.stderr.write(`setup: ${tostring(written)}\n`);
    return EX_CANTCREAT;
  }
  io.stdout.write(written);
  return 0;
}

function secretFiles(environment: Environment): Environment {
  const file = environment.ADMIN_PASSWORD_FILE ?? "";
  return file === "" ? {} : { ADMIN_PASSWORD: readFile(file) };
}

/** At a start there is no policy before it that could stay in force. */
function policyProblems(): Problem[] {
  const text = readFile(`${places.policy}/policy.json`);
  if (text === undefined) return [];
  const [roles, wrong] = checkPolicy(text);
  if (roles !== undefined) return [];
  return [problem("CFG-060", "policy.json", `is refused, line ${wrong.line}: ${wrong.reason}.`, "policy_dir")];
}

function refuse(problems: readonly Problem[]): number {
  for (const problem of problems) io.stderr.write(problemText(problem));
  return EX_CONFIG;
}

function writeAll(settings: Settings, viewer: ViewerInput, tls: TlsInput): string {
  const valkeyPassword = keptSecret(`${places.valkey}/password`);
  const orthancPasswords = orthancSecrets();
  writeValkeyFiles(settings, valkeyPassword);
  writeOrthancFiles(settings, orthancPasswords);
  writeGatewayFiles(settings, { valkeyPassword, orthancPasswords });
  writeViewerFiles(settings, viewer);
  writeListenFiles(settings);
  const notes = writeTlsFiles(settings, tls);
  return resultText(settings, firstAdmin(settings), notes);
}
