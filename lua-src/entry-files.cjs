/**
 * A plugin of TypeScriptToLua for the files in lua-src/entry/, which nginx names.
 *
 * nginx runs such a file in every request, and the map of its lines that `sourceMapTraceback` puts at the top costs more
 * there than reading the request does (10 microseconds): it goes. Failures happen in what the entry files call, whose
 * maps stay.
 *
 * A module is loaded where it is required first, which must not be within a request. So `init`, which runs once in
 * nginx's master, requires what the other entry files do, before anything else.
 */
const path = require("node:path");

const MAP = /^.*__TS__SourceMapTraceBack.*\n/gm;
const UNUSED_LIBRARY = /^local ____lualib = require\("lualib_bundle"\);?\n/m;

const MODULE = /require\("(\.\.\/gateway\/[^"]+)"\)/g;

/** What runs in no request, and has modules that know which worker they are in. */
const OF_EACH_WORKER = "init-worker.ts";

/** @typedef {{ fileName: string, code: string }} File */

const isEntry = (/** @type {File} */ { fileName }) => /[\\/]lua-src[\\/]entry[\\/]/.test(fileName);

/** @param {File} file */
function withoutMap(file) {
  const code = file.code.replace(MAP, "");
  file.code = code.includes("____lualib.") ? code : code.replace(UNUSED_LIBRARY, "");
}

/** @param {File[]} entries */
function loadAtStart(entries) {
  const callers = entries.filter(({ fileName }) => path.basename(fileName) !== OF_EACH_WORKER);
  const modules = callers.flatMap(({ code }) => [...code.matchAll(MODULE)].map(([, name]) => name));
  const requires = [...new Set(modules)].sort().map((name) => `require("${name}")\n`);
  const init = entries.find(({ fileName }) => path.basename(fileName) === "init.ts");
  if (init !== undefined) init.code = requires.join("") + init.code;
}

/** @param {File[]} files */
function afterPrint(_program, _options, _host, files) {
  const entries = files.filter(isEntry);
  entries.forEach(withoutMap);
  loadAtStart(entries);
}

module.exports = { afterPrint };
