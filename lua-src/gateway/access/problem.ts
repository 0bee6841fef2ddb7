import { encode } from "../../shared/json";
import { answerPage } from "../templates/render";
import { textOf } from "../templates/texts";
import { archiveRefusal } from "./archive-refusal";
import { allowReadingOfRefusal } from "./cross-origin";
import { isNavigation } from "../http/navigation";
import { countRefusal } from "../http/refusal";
import { sentenceOf, titleOf } from "./statuses";
import { matches } from "../../shared/text";

/** Seconds after which trying again makes sense: Orthanc is back in that time when it was only restarted. */
const RETRY_AFTER = "5";

function pageKey(status: number): string {
  if (status === 403) return "message.forbidden";
  if (status === 429) return "message.busy";
  return status >= 500 ? "message.unavailable" : "message.not-found";
}

/** Why the inner server has refused, in its own words; nothing that Orthanc says gets in here. */
function takeInnerReason(): void {
  const reason = ngx.var["upstream_http_x_reason"];
  if (reason === undefined) return;
  ngx.var["collimator_reason"] = reason;
  ngx.var["collimator_detail"] = ngx.var["upstream_http_x_detail"] ?? "";
}

/**
 * How to get in (RFC 9110, section 11.6.1): by a session, which the viewer's script looks for, or with a token (RFC
 * 6750, section 3); where a token was refused, with another one. Never a Basic challenge, although tokens are taken
 * that way: browsers would ask people for a name and a password.
 */
function challenge(reason: string): string {
  if (matches(reason, "^token%-")) return 'Bearer realm="collimator", error="invalid_token"';
  return 'Session realm="collimator", Bearer realm="collimator"';
}

/**
 * The answer to every refusal and failure: for a person's navigation a page, else a problem document
 * (RFC 9457), which always has a sentence. Of the request it repeats no more than `quote` lets through, and a page nothing;
 * the request id is the one in the access log.
 */
export function problem(): void {
  takeInnerReason();
  const refusal = archiveRefusal(ngx.status, ngx.var["collimator_upstream"] ?? "");
  if (refusal !== undefined) ngx.var["collimator_reason"] = refusal.reason;
  // What Orthanc calls a failure of its own may be the object's.
  if (ngx.status === 500 && refusal !== undefined) ngx.status = refusal.status;
  const status = ngx.status;
  const reason = ngx.var["collimator_reason"] ?? "";
  countRefusal(reason, status);
  allowReadingOfRefusal();
  if (status === 503 || status === 429) ngx.header["Retry-After"] = RETRY_AFTER;
  if (isNavigation()) {
    const key = pageKey(status);
    // Who may not look at studies is not sent to them.
    const place = status === 403 ? "account" : "studies";
    const link = status >= 500 || status === 429 ? "" : place === "account" ? "/account" : "/";
    const back = textOf(`message.to-${place}`);
    return answerPage(status, "message", { title: textOf(`${key}.title`), text: textOf(`${key}.text`), link, back });
  }
  const said = refusal?.detail ?? ngx.var["collimator_detail"] ?? "";
  ngx.header["Content-Type"] = "application/problem+json";
  if (status === 401) ngx.header["WWW-Authenticate"] = challenge(reason);
  const document: Record<string, string | number> = {
    title: titleOf(status),
    status,
    detail: said === "" ? sentenceOf(status) : said,
    request: ngx.var["request_id"] ?? "",
  };
  if (reason !== "") document["reason"] = reason;
  if (status === 401) document["login"] = "/login";
  ngx.print(encode(document));
}
