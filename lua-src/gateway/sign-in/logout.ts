import { sessionCookie } from "../http/cookies";
import { answerPage, textOf } from "../templates/render";
import { providerLogoutUrl, providerTokens } from "./oidc-logout";
import { answerOnward } from "./onward";
import { endSession } from "../accounts/session-record";

/** Ends the session in the state, in the browser, and at the provider; the outer server has identified it. */
export function logout(): void {
  const key = ngx.var["http_x_session_key"] ?? "";
  const user = ngx.var["http_x_user"] ?? "";
  const tokens = providerTokens(key, user);
  if (!endSession(key, user)) {
    return answerPage(503, "message", {
      title: textOf("message.unavailable.title"),
      text: textOf("message.unavailable.text"),
    });
  }
  ngx.header["Set-Cookie"] = sessionCookie("");
  ngx.header["Clear-Site-Data"] = '"cache"';
  // Only now: where the provider is slow, the session has ended all the same.
  const onward = providerLogoutUrl(tokens);
  if (onward !== undefined) return answerOnward(onward, "logout");
  ngx.redirect("/login?notice=logged-out", 303);
}
