import { sessionCookie } from "../http/cookies";
import { answerPage } from "../pages/render";
import { textOf } from "../pages/texts";
import { endSession } from "./sessions";

/** Ends the session in the state and in the browser; the outer server has identified it. */
export function logout(): void {
  const key = ngx.var["http_x_session_key"] ?? "";
  if (!endSession(key, ngx.var["http_x_user"] ?? "")) {
    return answerPage(503, "message", {
      title: textOf("message.unavailable.title"),
      text: textOf("message.unavailable.text"),
    });
  }
  ngx.header["Set-Cookie"] = sessionCookie("");
  ngx.header["Clear-Site-Data"] = '"cache"';
  ngx.redirect("/login?notice=logged-out", 303);
}
