import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { imageName } from "../../scripts/lib/image";

/** What Orthanc gives its filter. */
export interface FilterCase {
  readonly method: string;
  readonly uri: string;
  readonly user: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const BUNDLE = resolve(import.meta.dirname, "../../dist/orthanc/filter.lua");

/** A Lua string of these bytes. */
function literal(text: string): string {
  return `"${[...Buffer.from(text, "latin1")].map((byte) => `\\${String(byte).padStart(3, "0")}`).join("")}"`;
}

/**
 * Runs a program in a real Lua 5.3, behind the filter's bundle; what it prints, line by line. By files: of what goes
 * through `docker run`, standard output can be missing on a busy machine.
 */
export function runBehindFilter(program: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "lua53-"));
  try {
    chmodSync(folder, 0o777);
    writeFileSync(join(folder, "program.lua"), `dofile("/filter.lua")\n${program}`);
    const mounts = ["-v", `${BUNDLE}:/filter.lua:ro`, "-v", `${folder}:/io`];
    const shell = "exec lua5.3 /io/program.lua > /io/printed 2> /io/errors";
    const run = ["run", "--rm", "--network", "none", ...mounts, imageName("lua-check"), "sh", "-c", shell];
    const { status, stderr } = spawnSync("docker", run, { encoding: "utf8" });
    const read = (name: string): string => readFileSync(join(folder, name), "utf8");
    if (status !== 0) throw new Error(`lua5.3: ${stderr}${status === 1 ? read("errors") : ""}`);
    return read("printed").trim().split("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the filter's bundle says to each case; "error" where it throws or answers no boolean. */
export function filterVerdicts(cases: readonly FilterCase[]): (boolean | "error")[] {
  const calls = cases.map(({ method, uri, user, headers = {} }) => {
    const fields = Object.entries(headers).map(([name, value]) => `[${literal(name)}]=${literal(value)}`);
    return `ask(${literal(method)},${literal(uri)},${literal(user)},{${fields.join(",")}})`;
  });
  const program = [
    "local function ask(method, uri, user, headers)",
    '  local ok, verdict = pcall(IncomingHttpRequestFilter, method, uri, "127.0.0.1", user, headers)',
    '  print(ok and type(verdict) == "boolean" and tostring(verdict) or "error")',
    "end",
    ...calls,
  ].join("\n");
  const words = runBehindFilter(program);
  if (words.length !== cases.length) throw new Error(`lua5.3 answered ${words.length} of ${cases.length} cases`);
  return words.map((word) => (word === "true" ? true : word === "false" ? false : "error"));
}
