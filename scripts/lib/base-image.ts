import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { canInstall, install, updateLists } from "./apt";
import { hasImage } from "./docker";
import { checksAge, hostMirror } from "./host-apt";
import { complain, say } from "./project";
import { capture, run } from "./run";
import { type Configuration, settingText } from "./settings";

/** Made here where no registry of images can be reached. */
const OWN_IMAGE = "collimator-base:trixie-slim";
const PULL_SECONDS = 300;

/**
 * The image that all others start from: BASE_IMAGE if it is set; else Debian's from the engine or from the registry;
 * else one that debootstrap makes.
 *
 * @returns undefined after a sentence that says why there is none
 */
export function chooseBaseImage(configuration: Configuration, mayInstall: boolean): string | undefined {
  const image = settingText(configuration, "BASE_IMAGE");
  if ((configuration.given.BASE_IMAGE ?? "") !== "" || hasImage(image)) return image;
  if (hasImage(OWN_IMAGE)) return OWN_IMAGE;
  say(`Pulling ${image} ...`);
  if (capture(["docker", "pull", image], { timeoutSeconds: PULL_SECONDS }).status === 0) return image;
  if (!canInstall()) {
    complain(
      `${image} cannot be pulled; set BASE_IMAGE to a Debian 13 image that can be (docs/configuration.md#base_image).`,
    );
    return undefined;
  }
  const mirror = settingText(configuration, "APT_MIRROR") || hostMirror();
  if (mirror !== undefined) return makeImage(image, mirror, mayInstall);
  complain(`${image} cannot be pulled, and this host's apt has no sources of Debian: set APT_MIRROR or BASE_IMAGE.`);
  return undefined;
}

function makeImage(instead: string, mirror: string, mayInstall: boolean): string | undefined {
  say(`${instead} cannot be pulled; making ${OWN_IMAGE} with debootstrap from ${mirror} instead.`);
  if (!hasDebootstrap() && !installDebootstrap(mayInstall)) return undefined;
  const folder = mkdtempSync("/var/tmp/collimator-base-");
  // debootstrap makes the inner folder itself: it becomes the image's "/", which everybody may enter.
  const tree = join(folder, "root");
  try {
    const made = run(["debootstrap", "--variant=minbase", "--include=ca-certificates", "trixie", tree, mirror]) === 0;
    if (made) takeOverApt(tree);
    if (made && importTree(tree)) return OWN_IMAGE;
    complain(`${OWN_IMAGE} could not be made; the message is above. APT_MIRROR names another Debian mirror.`);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the host's administrator has decided about old lists of packages holds for builds, too. */
function takeOverApt(tree: string): void {
  if (checksAge()) return;
  say("This host's apt does not check how old lists of packages are (Acquire::Check-Valid-Until): nor will builds.");
  writeFileSync(join(tree, "etc/apt/apt.conf.d/80host"), 'Acquire::Check-Valid-Until "false";\n');
}

function hasDebootstrap(): boolean {
  return existsSync("/usr/sbin/debootstrap") && existsSync("/usr/share/keyrings/debian-archive-keyring.gpg");
}

function installDebootstrap(mayInstall: boolean): boolean {
  if (!mayInstall) {
    complain("debootstrap is not installed, and --no-install forbids to install it.");
    return false;
  }
  return updateLists() === 0 && install(["debootstrap", "debian-archive-keyring"], "to make a base image") === 0;
}

function importTree(tree: string): boolean {
  rmSync(join(tree, "var/cache/apt/archives"), { recursive: true, force: true });
  rmSync(join(tree, "var/lib/apt/lists"), { recursive: true, force: true });
  const archive = `${tree}.tar`;
  return (
    run(["tar", "--numeric-owner", "-C", tree, "-cf", archive, "."]) === 0 &&
    run(["docker", "import", "--change", 'CMD ["bash"]', archive, OWN_IMAGE]) === 0
  );
}
