import * as jit from "jit.opt";
import { loadSettings } from "../gateway/config/settings";
// Modules are loaded here, in the master: requiring one later would do so within a request.
import "../gateway/account-pages/account";
import "../gateway/account-pages/invitation";
import "../gateway/account-pages/invite-person";
import "../gateway/account-pages/new-token";
import "../gateway/account-pages/people";
import "../gateway/account-pages/person";
import "../gateway/account-pages/remove-person";
import "../gateway/admin/documents/handler";
import "../gateway/archive/unannounced-body";
import "../gateway/breaker/guard-archive";
import "../gateway/cache/filing";
import "../gateway/cache/flights";
import "../gateway/cache/removed";
import "../gateway/control/control";
import "../gateway/frames/retrieve-frames";
import "../gateway/health/health";
import "../gateway/http/access";
import "../gateway/http/access-login";
import "../gateway/http/access-oidc";
import "../gateway/http/access-plain-http";
import "../gateway/http/access-public";
import "../gateway/http/access-warm";
import "../gateway/http/problem";
import "../gateway/identity/change-password";
import "../gateway/identity/confirm";
import "../gateway/identity/login";
import "../gateway/identity/logout";
import "../gateway/identity/oidc/backchannel-logout";
import "../gateway/identity/oidc/callback-handler";
import "../gateway/identity/oidc/login";
import "../gateway/identity/oidc/logout";
import "../gateway/identity/session-answer";
import "../gateway/memory/take-bytes";
import "../gateway/searches/search-archive";
import "../gateway/store/door";
import "../gateway/throttle/log-lines";
import "../gateway/tls/certificate";
import "../gateway/turns/turns";
import "../gateway/two-patients/first-metadata";

// The way of a request is long and nearly without loops: within LuaJIT's usual bounds it is compiled in part only. What
// is called from the end of another function counts as a loop.
jit.start("maxirconst=4000", "maxsnap=2000", "loopunroll=60");

// Not guarded: a gateway without its settings must not start.
loadSettings("/secrets/settings.json");
