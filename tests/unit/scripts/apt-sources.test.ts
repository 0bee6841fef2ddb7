import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { debianIn } from "../../../scripts/lib/host-apt";
import { imageName } from "../../../scripts/lib/image";

/** An apt-get without a network: `update` shows the sources, and fails over https where it is told so. */
const APT = `#!/bin/sh
case " $* " in *" update "*) ;; *) exit 0 ;; esac
cat /etc/apt/sources.list.d/*
if [ -n "\${NO_HTTPS:-}" ] && grep -q 'URIs: https' /etc/apt/sources.list.d/*; then exit 100; fi
`;
const ONE_LINE = "deb http://a.example.org/debian trixie main\n";
const WITH_OPTIONS = `# deb http://off.example.org/debian trixie main
deb [signed-by=/k arch=amd64] http://a.example.org/debian trixie main
deb http://s.example.org/security trixie-security main
`;
const DEB822 = `Types: deb
URIs: http://off.example.org/debian
Suites: trixie
Enabled: no

# Debian's own
Types: deb
URIs: http://a.example.org/debian
Suites: trixie trixie-updates

Types: deb
URIs: http://s.example.org/security
Suites: trixie-security
`;

interface Run {
  readonly status: number | null;
  readonly addresses: readonly string[];
  readonly text: string;
}

/** Runs with-apt on a base image whose sources are these. */
function withApt(file: string, sources: string, settings: Readonly<Record<string, string>>, prepare = ":"): Run {
  const folder = mkdtempSync(join(tmpdir(), "collimator-apt-"));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "apt-get"), APT, { mode: 0o755 });
  writeFileSync(join(folder, "sources"), sources);
  const script = resolve("scripts/docker/with-apt.sh");
  const env = Object.entries(settings).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  const place = ["--network", "none", "--user", "0", "-v", `${folder}:/fake:ro`, "-v", `${script}:/with-apt:ro`];
  const line = `rm -rf /var/lib/with-apt /etc/apt/sources.list*; mkdir /etc/apt/sources.list.d; ${prepare}
    cp /fake/sources /etc/apt/${file} && PATH=/fake:$PATH sh /with-apt true`;
  const { status, stdout, stderr } = spawnSync(
    "docker",
    ["run", "--rm", ...place, ...env, "--entrypoint", "sh", imageName("gateway"), "-c", line],
    { encoding: "utf8" },
  );
  const addresses = [...stdout.matchAll(/^URIs: (.*)$/gm)].map(([, address]) => address ?? "");
  return { status, addresses, text: stdout + stderr };
}

const SUITE = { ORTHANC_SUITE: "forky" };
const [A, S] = ["https://a.example.org/debian", "https://s.example.org/security"];
const BESIDE = "https://a.example.org/debian-security";

test.each([
  ["one line", "sources.list", ONE_LINE, [A, BESIDE]],
  ["lines with options", "sources.list", WITH_OPTIONS, [A, S]],
  ["lines of a folder", "sources.list.d/own.list", WITH_OPTIONS, [A, S]],
  ["deb822", "sources.list.d/debian.sources", DEB822, [A, S]],
])("packages come from the base image's own sources over HTTPS: %s", (_, file, sources, expected) => {
  const { status, addresses, text } = withApt(file, sources, SUITE);
  expect([status, addresses]).toEqual([0, [...expected, expected[0]]]);
  expect(text).not.toContain("Check-Valid-Until");
});

test("a mirror that does not answer HTTPS is used over HTTP, and the build says so", () => {
  const { status, addresses, text } = withApt("sources.list", ONE_LINE, { ...SUITE, NO_HTTPS: "1" });
  const http = ["http://a.example.org/debian", "http://a.example.org/debian-security", "http://a.example.org/debian"];
  expect([status, addresses.slice(3)]).toEqual([0, http]);
  expect(text).toContain("does not answer over https: packages come over http, with their signatures checked");
  expect(text).not.toContain("Check-Valid-Until");
});

test("packages come over HTTP until certificates are installed, and the build says so", () => {
  const { addresses, text } = withApt("sources.list", ONE_LINE, {}, "rm -f /etc/ssl/certs/ca-certificates.crt");
  expect(addresses[0]).toBe("http://a.example.org/debian");
  expect(text).toContain("without ca-certificates yet");
});

test("a mirror set by hand is used as it is, without an age check, and the build says so", () => {
  const settings = { ...SUITE, APT_MIRROR: "http://m.example.org/debian" };
  const { addresses, text } = withApt("sources.list", WITH_OPTIONS, settings);
  const mirror = "http://m.example.org/debian";
  expect(addresses).toEqual([mirror, "http://m.example.org/debian-security", mirror]);
  expect(text.match(/Check-Valid-Until: no/g)).toHaveLength(1);
  expect(text).toContain("APT_MIRROR is set: how old its list of forky is is not checked, its signature is");
});

test("a base image without sources makes the build say what to set", () => {
  const { status, text } = withApt("sources.list", "# none\n", {});
  expect([status, text]).toEqual([1, expect.stringContaining("set APT_MIRROR")]);
});

test("the host's own mirror is the first Debian one in its sources", () => {
  expect(debianIn("Other http://o.example.org/\nDebian http://a.example.org/debian/\n")).toBe(
    "http://a.example.org/debian",
  );
  expect(debianIn("Debian file:/srv/debian\n")).toBeUndefined();
  expect(debianIn("")).toBeUndefined();
});

test("no file of the project names a mirror's host", () => {
  const files = execFileSync("git", ["ls-files"], { encoding: "utf8" }).trim().split("\n");
  const naming = files.filter((file) =>
    /\b(?:deb|security|ftp)\.[a-z.]*debian\.org\b/.test(readFileSync(file, "latin1")),
  );
  expect(naming).toEqual([]);
});
