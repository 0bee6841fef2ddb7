import { readFileSync } from "node:fs";

import { complain, say } from "./project";
import { capture, run } from "./run";

/** Whether packages can be installed here: Debian or Ubuntu, as root. */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && isDebianOrUbuntu();
}

function isDebianOrUbuntu(): boolean {
  try {
    const release = readFileSync("/etc/os-release", "utf8");
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release);
  } catch {
    return false;
  }
}

/** Of several names for the same thing, the first that this distribution has. Needs package lists. */
export function firstKnownPackage(names: readonly string[]): string | undefined {
  return names.find((name) => /Candidate: (?!\(none\))/.test(capture(["apt-cache", "policy", name]).stdout));
}

/** Fetches the lists of packages. Returns apt's status. */
export function updateLists(): number {
  const status = run(["apt-get", "update"]);
  if (status !== 0) complain("apt-get update failed; its message is above.");
  return status;
}

/** Installs packages of the distribution and says so first. Returns apt's status. */
export function install(packages: readonly string[], purpose: string): number {
  say(`Installing with apt, ${purpose}: ${packages.join(" ")}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const status = run(["apt-get", "install", "-y", "--no-install-recommends", ...packages], { environment });
  if (status !== 0) complain(`apt-get could not install ${packages.join(" ")}; its message is above.`);
  return status;
}
