import { randomPassword } from "../../shared/random-password";
import { encode } from "../../shared/json";
import { settings } from "../config/settings";
import { readiness } from "../health/health";
import { refusalCounts } from "../http/refusal-count";
import { writeFirstUser } from "../identity/first-admin";
import { hashInThread } from "../identity/passwords";
import { notice } from "../log";
import { endAllSessions } from "../identity/sessions";

function answer(status: number, document: Readonly<Record<string, string | number>>): void {
  ngx.status = status;
  ngx.header["Content-Type"] = "application/json";
  ngx.print(encode(document));
}

/** Gives the admin a new first password and ends all of the admin's sessions. */
function resetAdmin(): void {
  const name = settings().adminName;
  const password = randomPassword();
  const encoded = hashInThread(password);
  const done =
    encoded !== undefined &&
    writeFirstUser({ name, roles: "admin", password: encoded, mustChangePassword: true }) &&
    endAllSessions(name);
  if (!done) return answer(503, { error: "The session store does not answer; nothing is certain. Try again." });
  notice(`admin reset: user=${name}`);
  answer(200, { user: name, password });
}

/** The command line's API. It stands on a socket that only the gateway's own user can open. */
export function control(): void {
  const call = `${ngx.req.get_method()} ${ngx.var["uri"] ?? ""}`;
  if (call === "GET /ready") {
    const missing = readiness();
    return answer(missing === "ready" ? 200 : 503, { status: missing });
  }
  if (call === "GET /refusals") return answer(200, refusalCounts());
  if (call === "POST /admin/reset") return resetAdmin();
  answer(404, { error: "There is no such call." });
}
