/**
 * Runs `scripts/<command>.ts`: the one step that has to work before anything is installed, so it is plain JavaScript
 * without dependencies. It makes sure that node_modules holds what the command needs and tells what it does.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const windows = process.platform === "win32";
/** Commands that need the development packages too. */
const forDevelopers = ["test", "bench-guard", "check-nginx", "fuzz", "soak"];

/** The packages of a lock file: npm writes the same form into node_modules for what it has installed. */
function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : {};
}

/** Whether node_modules has each package in its version. More may be there: a developer's are never removed. */
function complete(full) {
  const has = packagesOf(join(modules, ".package-lock.json"));
  return Object.entries(packagesOf(join(root, "package-lock.json"))).every(([path, { version, dev, optional }]) => {
    const needed = path !== "" && !optional && (full || !dev);
    return !needed || has[path]?.version === version;
  });
}

/** The environment for what packages run when they are installed: who imports is none of their business. */
function withoutSecrets() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^COLLIMATOR_/i.test(name)));
}

function install(needsAll) {
  if (complete(needsAll)) return 0;
  // Where development packages were installed before, they come again: this very node may be one of them.
  const full = needsAll || existsSync(join(modules, "node"));
  console.log(
    `Installing npm packages, ${full ? "those for development too" : "only those that the scripts need"} ...`,
  );
  return run(windows ? "npm.cmd" : "npm", full ? ["ci"] : ["ci", "--omit=dev"], withoutSecrets(), windows);
}

function run(command, arguments_, env, shell = false) {
  const result = spawnSync(command, arguments_, { cwd: root, stdio: "inherit", env, shell });
  if (result.error) console.error(`${command} cannot be run: ${result.error.message}`);
  return result.status ?? 1;
}

/** Vitest and Testcontainers want a newer node than Debian's; npm has one as a package. */
function newerNode() {
  const path = join(modules, ".bin");
  const env = { ...process.env, PATH: path + delimiter + (process.env.PATH ?? "") };
  return { node: join(path, windows ? "node.cmd" : "node"), env };
}

function main([command = "", ...rest]) {
  const script = join(root, "scripts", `${command}.ts`);
  if (!/^[a-z-]+$/.test(command) || !existsSync(script)) {
    console.error("Usage: node scripts/bootstrap.mjs start|stop|logs|demo|import|attack|fuzz|soak|test [arguments]");
    return 64;
  }
  const full = forDevelopers.includes(command);
  const status = install(full);
  if (status !== 0) return status;
  // The import ends in order at Ctrl-C, which all processes of the terminal get: this one has to outlive it.
  if (command === "import" || command === "demo") process.on("SIGINT", () => undefined);
  const { node, env } = full ? newerNode() : { node: process.execPath, env: process.env };
  return run(node, [join(modules, "tsx", "dist", "cli.mjs"), script, ...rest], env, full && windows);
}

process.exitCode = main(process.argv.slice(2));
