/**
 * Runs `scripts/<command>.ts`: the one step that has to work before anything is installed, so it is plain JavaScript
 * without dependencies. It makes sure that node_modules holds what the command needs and tells what it does.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const windows = process.platform === "win32";
/** Commands that need the development packages too. */
const forDevelopers = ["test", "check-nginx"];

function installed(full) {
  const hash = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const stamp = join(modules, ".collimator-installed");
  const has = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
  if (has === `${hash} full` || (!full && has === `${hash} product`)) return 0;
  console.log(`Installing the npm packages that ${full ? "development" : "the scripts"} need(s) ...`);
  const arguments_ = full ? ["ci"] : ["ci", "--omit=dev"];
  const status = run(windows ? "npm.cmd" : "npm", arguments_, windows);
  if (status === 0) writeFileSync(stamp, full ? `${hash} full` : `${hash} product`);
  return status;
}

function run(command, arguments_, shell = false) {
  const result = spawnSync(command, arguments_, { cwd: root, stdio: "inherit", env: environment, shell });
  if (result.error) console.error(`${command} cannot be run: ${result.error.message}`);
  return result.status ?? 1;
}

const [command = "", ...rest] = process.argv.slice(2);
const script = join(root, "scripts", `${command}.ts`);
const full = forDevelopers.includes(command);
const environment = { ...process.env };
// Vitest and Testcontainers want a newer node than Debian's; npm has one as a package.
if (full) environment.PATH = join(modules, ".bin") + delimiter + (process.env.PATH ?? "");

if (!/^[a-z-]+$/.test(command) || !existsSync(script)) {
  console.error("Usage: node scripts/bootstrap.mjs start|stop|logs|demo|test [arguments]");
  process.exitCode = 64;
} else {
  const status = installed(full);
  const node = full ? join(modules, ".bin", windows ? "node.cmd" : "node") : process.execPath;
  process.exitCode =
    status === 0 ? run(node, [join(modules, "tsx", "dist", "cli.mjs"), script, ...rest], full && windows) : status;
}
