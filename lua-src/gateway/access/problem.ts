import { encode } from "../../shared/json";
import { answerPage, textOf } from "../templates/render";
import { archiveRefusal } from "./archive-refusal";
import { allowReadingOfRefusal } from "./cross-origin";
import { withoutSlashes } from "../dicomweb/path";
import { isNavigation } from "../http/navigation";
import { countRefusal } from "../http/refusal";
import { readRequest } from "../http/request";
import { methodsAt } from "../routes/methods";
import { messageOf, sentenceOf, titleOf } from "./statuses";
import { matches } from "../../shared/text";

/** Seconds after which trying again makes sense: if Orthanc was only restarted, it is back by then. */
const RETRY_AFTER = "5";

/**
 * Takes over the inner server's reason and sentence. Orthanc cannot send any: nginx drops these headers of its answers.
 */
function takeInnerReason(): void {
  const reason = ngx.var["upstream_http_x_reason"];
  if (reason === undefined) return;
  ngx.var["collimator_reason"] = reason;
  ngx.var["collimator_detail"] = ngx.var["upstream_http_x_detail"] ?? "";
}

/**
 * The WWW-Authenticate of a 401 (RFC 9110, section 11.6.1): a session, which the viewer's script looks for, or a token
 * (RFC 6750, section 3). If a token was refused, it asks for another one. It is never Basic, although tokens are
 * accepted that way: browsers would ask people for a name and a password.
 */
function challenge(reason: string): string {
  if (matches(reason, "^token%-")) return 'Bearer realm="collimator", error="invalid_token"';
  return 'Session realm="collimator", Bearer realm="collimator"';
}

/** The Allow of a 405 (RFC 9110, section 15.5.6); nginx refuses some methods for any path, also where nothing is. */
function allowedHere(): string {
  const [request] = readRequest();
  const methods = request === undefined ? [] : methodsAt(withoutSlashes(request.path) ?? request.path);
  return methods.length === 0 ? "GET, HEAD" : methods.join(", ");
}

/**
 * Answers every refusal and failure: a person's navigation with a page, anything else with a problem document (RFC
 * 9457), which always has a sentence. The document repeats no more of the request than `quote` lets through, and the
 * page nothing. The request id is the one in the access log.
 */
export function problem(): void {
  takeInnerReason();
  const refusal = archiveRefusal(ngx.status, ngx.var["collimator_upstream"] ?? "");
  if (refusal !== undefined) ngx.var["collimator_reason"] = refusal.reason;
  // Orthanc's 500 may be the object's fault, and then the refusal has another status.
  if (ngx.status === 500 && refusal !== undefined) ngx.status = refusal.status;
  const status = ngx.status;
  const reason = ngx.var["collimator_reason"] ?? "";
  countRefusal(reason, status);
  allowReadingOfRefusal();
  if (status === 405) ngx.header["Allow"] = allowedHere();
  if (status === 503 || status === 429) ngx.header["Retry-After"] = RETRY_AFTER;
  const wasHandedOn = ngx.var["upstream_status"] !== undefined;
  if (isNavigation()) {
    const key = `message.${messageOf(status, reason, wasHandedOn)}`;
    // A person who may not see studies is not linked to them.
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
    detail: said === "" ? sentenceOf(status, wasHandedOn) : said,
    request: ngx.var["request_id"] ?? "",
  };
  if (reason !== "") document["reason"] = reason;
  if (status === 401) document["login"] = "/login";
  ngx.print(encode(document));
}
