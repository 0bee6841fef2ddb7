/**
 * A plugin of TypeScriptToLua. nginx runs each file of lua-src/entry/ anew in every request, and the map of its lines
 * that `sourceMapTraceback` puts at the top costs more there than reading the request does (10 microseconds). Failures
 * happen in what the entry files call, whose maps stay.
 */
const MAP = /^.*__TS__SourceMapTraceBack.*\n/gm;
const UNUSED_LIBRARY = /^local ____lualib = require\("lualib_bundle"\);?\n/m;

/** @param {{ fileName: string, code: string }[]} files */
function afterPrint(_program, _options, _host, files) {
  for (const file of files) {
    if (!/[\\/]lua-src[\\/]entry[\\/]/.test(file.fileName)) continue;
    const code = file.code.replace(MAP, "");
    file.code = code.includes("____lualib.") ? code : code.replace(UNUSED_LIBRARY, "");
  }
}

module.exports = { afterPrint };
