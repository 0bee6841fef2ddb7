import { capture } from "./run";

/**
 * Addresses in apt's own list of what it fetches (`apt-get indextargets`), each with its origin; the first one that is
 * Debian's. undefined where the host is no Debian, or has no sources.
 */
export function debianIn(targets: string): string | undefined {
  for (const line of targets.split("\n")) {
    const [origin, address = ""] = line.split(" ");
    if (origin === "Debian" && /^https?:\/\//.test(address)) return address.replace(/\/$/, "");
  }
  return undefined;
}

/** The mirror of Debian that this host's packages come from. */
export function hostMirror(): string | undefined {
  const format = ["--format", "$(ORIGIN) $(REPO_URI)"];
  return debianIn(capture(["apt-get", "indextargets", ...format, "Created-By: Packages", "Label: Debian"]).stdout);
}

/** Whether this host's apt refuses lists of packages that are past their date. */
export function checksAge(): boolean {
  return !/Acquire::Check-Valid-Until "(?:false|no|0)"/i.test(
    capture(["apt-config", "dump", "Acquire::Check-Valid-Until"]).stdout,
  );
}
