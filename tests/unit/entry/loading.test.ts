import { existsSync, readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";

const ENTRY = "dist/lua/entry";

/** Entry files that run outside nginx, and of nginx's the two that run in no request. */
const OF_NO_REQUEST = ["before-nginx", "cli", "init", "init-worker", "setup"];

/** The modules of the tree that a module needs, itself among them. */
function needed(module: string, found = new Set<string>()): Set<string> {
  const file = `dist/lua/${module.replaceAll(".", "/")}.lua`;
  if (found.has(module) || !existsSync(file)) return found;
  found.add(module);
  for (const [, other = ""] of readFileSync(file, "utf8").matchAll(/\brequire\("([^"]+)"\)/g)) needed(other, found);
  return found;
}

test("the entry files, which nginx loads in every request, contain no source map", () => {
  const files = readdirSync(ENTRY).filter((name) => name.endsWith(".lua"));
  expect(files.length).toBeGreaterThan(20);
  for (const name of files) {
    expect(readFileSync(`${ENTRY}/${name}`, "utf8"), name).not.toMatch(/getinfo|lualib/);
  }
});

test("modules called by the entry files have source maps, so that errors name lines of TypeScript", () => {
  expect(readFileSync("dist/lua/gateway/access/access.lua", "utf8")).toContain("SourceMapTraceBack");
});

test("init loads every module that an entry file of a request needs", () => {
  const atStart = needed("entry.init");
  const names = readdirSync(ENTRY).flatMap((name) => (name.endsWith(".lua") ? [name.slice(0, -".lua".length)] : []));
  const ofRequests = names.filter((name) => !OF_NO_REQUEST.includes(name)).map((name) => `entry.${name}`);
  expect(ofRequests).toContain("entry.access");
  for (const entry of ofRequests) {
    const late = [...needed(entry)].filter((module) => module !== entry && !atStart.has(module));
    expect(late, `${entry} would load these within a request`).toEqual([]);
  }
});

test("a module requires others when it is loaded, and none in a function", () => {
  for (const module of needed("entry.init")) {
    const code = readFileSync(`dist/lua/${module.replaceAll(".", "/")}.lua`, "utf8");
    // What is exported from another module is required in a block.
    expect(code.replaceAll(/^do\n {4}local \w+ = require/gm, ""), module).not.toMatch(/^\s+.*\brequire\(/m);
  }
});

test("no module is called like a keyword of Lua, whose import TypeScriptToLua mistakes for what it exports", () => {
  const keywords =
    "and break do else elseif end false for function goto if in local nil not or repeat return then true";
  const files = readdirSync("dist/lua", { recursive: true, encoding: "utf8" });
  const names = files.map((file) => file.replace(/^.*\//, "").replace(/\.lua$/, ""));
  expect(names).toContain("access");
  expect(names.filter((name) => [...keywords.split(" "), "until", "while"].includes(name))).toEqual([]);
});
