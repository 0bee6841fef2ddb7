import { loadSettings } from "../gateway/config/settings";
// Modules are loaded here, in the master: requiring one later would do so within a request.
import "../gateway/archive/unannounced-body";
import "../gateway/archive/upload-slots";
import "../gateway/control/control";
import "../gateway/health/health";
import "../gateway/http/access";
import "../gateway/http/access-login";
import "../gateway/http/access-plain-http";
import "../gateway/http/access-public";
import "../gateway/http/problem";
import "../gateway/identity/change-password";
import "../gateway/identity/login";
import "../gateway/identity/logout";
import "../gateway/identity/session-answer";
import "../gateway/tls/certificate";

// Not guarded: a gateway without its settings must not start.
loadSettings("/secrets/settings.json");
