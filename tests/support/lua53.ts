import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
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

/** Runs a program in a real Lua 5.3, behind the filter's bundle; what it prints, line by line. */
export function runBehindFilter(program: string): string[] {
  const run = ["run", "--rm", "-i", "--network", "none", "-v", `${BUNDLE}:/filter.lua:ro`, imageName("lua-check")];
  const input = `dofile("/filter.lua")\n${program}`;
  const { status, stdout, stderr } = spawnSync("docker", [...run, "lua5.3", "-"], { input, encoding: "utf8" });
  if (status !== 0) throw new Error(`lua5.3: ${stderr}`);
  return stdout.trim().split("\n");
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
