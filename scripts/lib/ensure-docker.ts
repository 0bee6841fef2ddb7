import { spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { canInstall, firstKnownPackage, install, updateLists } from "./apt";
import { type Compose, composeCommand, engineAnswers, findCompose } from "./docker";
import { complain, say } from "./project";
import { capture, run } from "./run";

const ENGINE_LOG = "/var/log/dockerd.log";
const WAIT_SECONDS = 60;

/** Names differ: Ubuntu has the client in docker.io, and Compose 2 under another name. */
const wanted = [
  ["docker.io"],
  ["docker-cli"],
  ["docker-compose-v2", "docker-compose"],
  ["docker-buildx"],
  ["iptables"],
  ["ca-certificates"],
];

/**
 * Makes sure that a Docker engine and Compose answer. On Debian and Ubuntu, as root, it installs and starts them.
 *
 * @param mayInstall false: `--no-install` was given
 * @returns the command of Compose; undefined after a sentence that says what to do
 */
export async function ensureDocker(mayInstall: boolean): Promise<Compose | undefined> {
  const compose = findCompose();
  if (compose !== undefined) return compose;
  if (!canInstall()) {
    complain(
      "No Docker engine with Compose 2.24 or newer answers: start it, or install Docker (https://docs.docker.com/get-started/get-docker/), or run this as root on Debian or Ubuntu.",
    );
    return undefined;
  }
  if (!installPackages(mayInstall) || !(await startEngine())) return undefined;
  const found = findCompose();
  if (found === undefined) {
    complain(
      "This distribution's Compose is older than 2.24: install Docker's own packages (https://docs.docker.com/engine/install/).",
    );
  }
  return found;
}

function installPackages(mayInstall: boolean): boolean {
  const complete = capture(["dockerd", "--version"]).status === 0 && composeCommand() !== undefined;
  if (complete) return true;
  if (!mayInstall) {
    complain("No Docker engine with Compose is installed, and --no-install forbids to install one.");
    return false;
  }
  say("No Docker engine with Compose is installed here; the distribution's packages will be installed.");
  if (updateLists() !== 0) return false;
  const packages = wanted.map(firstKnownPackage).filter((name) => name !== undefined);
  return install(packages, "to build and run the containers") === 0;
}

/** Starts the engine where it does not run, by systemd or, without it (in a container), directly. */
async function startEngine(): Promise<boolean> {
  if (engineAnswers()) return true;
  if (existsSync("/run/systemd/system")) {
    say("Starting the Docker engine (systemctl enable --now docker) ...");
    run(["systemctl", "enable", "--now", "docker"]);
  } else {
    say(`Starting the Docker engine (dockerd, its log is ${ENGINE_LOG}) ...`);
    const log = openSync(ENGINE_LOG, "a");
    spawn("dockerd", [], { detached: true, stdio: ["ignore", log, log] })
      .on("error", () => undefined)
      .unref();
  }
  for (let second = 0; second < WAIT_SECONDS; second += 1) {
    if (engineAnswers()) return true;
    await sleep(1000);
  }
  complain(`The Docker engine did not answer within ${WAIT_SECONDS} s; see ${ENGINE_LOG} or journalctl -u docker.`);
  return false;
}
