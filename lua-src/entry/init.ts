import * as jit from "jit.opt";
import { loadSettings } from "../gateway/config/settings";
// What the other entry files import is loaded here too, in nginx's master: lua-src/entry-files.cjs sees to it.

// The way of a request is long and nearly without loops: within LuaJIT's usual bounds it is compiled in part only. What
// is called from the end of another function counts as a loop.
jit.start("maxirconst=4000", "maxsnap=2000", "loopunroll=60");

// Not guarded: a gateway without its settings must not start.
loadSettings("/secrets/settings.json");
