import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A package of the npm registry and the digest its archive must have (Subresource Integrity format). */
export interface PinnedPackage {
  readonly package: string;
  readonly version: string;
  readonly integrity: string;
}

/**
 * Downloads a package with npm's own settings (registry, proxy, CA), checks its digest and unpacks it.
 *
 * @param folder an empty folder for archive and content
 * @returns the folder of the package's content
 * @throws if the archive is not the pinned one: whoever changes the version has to change the digest too
 */
export function fetchPackage(pin: PinnedPackage, folder: string): string {
  const name = `${pin.package}@${pin.version}`;
  const packed = execFileSync("npm", ["pack", name, "--json", "--ignore-scripts", "--pack-destination", folder], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    cwd: folder,
  });
  const [entry] = JSON.parse(packed) as { filename: string }[];
  if (entry === undefined) throw new Error(`npm pack ${name} made no archive`);

  // npm 10 names a scoped package's archive without its slash, older versions report it with one.
  const archive = join(folder, entry.filename.replace("@", "").replace("/", "-"));
  const integrity = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
  if (integrity !== pin.integrity) {
    throw new Error(`${name} has the digest ${integrity}, but viewer.json pins ${pin.integrity}`);
  }
  execFileSync("tar", ["-xzf", archive, "-C", folder], { stdio: "inherit" });
  return join(folder, "package");
}
