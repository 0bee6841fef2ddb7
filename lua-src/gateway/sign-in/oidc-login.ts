import { settings } from "../config/settings";
import { bindingCookie } from "../http/cookies";
import { decodeForm } from "../http/form";
import { safeReturnTarget } from "../http/return-target";
import { stateIsUsable } from "../health/health";
import { newToken } from "../opaque-token";
import { authorizationUrl } from "../oidc/authorization-request";
import { beginLogin, sealLogin } from "../oidc/login-state";
import { answerError } from "./oidc-pages";
import { provider, providerMetadata, redirectUri } from "../oidc/provider";

interface Proof {
  readonly maxAge?: number;
  readonly prompt?: string;
  readonly acrValues?: string;
}

/**
 * A new proof, whatever session the provider has (OpenID Connect Core 1.0, section 3.1.2.1). Of age 1 and not 0:
 * LemonLDAP::NG takes 0 for nothing, and `prompt` is not enough for it in the first minutes of a session.
 */
function newProof(): Proof {
  return { maxAge: 1, prompt: "login", acrValues: table.concat(provider().confirmAcr, " ") };
}

/**
 * Sends the browser to the provider. What has to be known when it comes back is in `state`, which only this browser can
 * use: by a cookie that all its tabs share.
 */
function send(purpose: "login" | "confirm", user: string, proof: Proof): void {
  if (!stateIsUsable()) return answerError("state-unavailable");
  const [metadata, failure] = providerMetadata();
  if (metadata === undefined) return answerError(failure);
  const query = decodeForm(ngx.var["args"] ?? "") ?? {};
  const brought = ngx.var["http_x_binding"] ?? "";
  const binding = brought === "" ? newToken() : brought;
  const login = beginLogin(purpose, safeReturnTarget(query["to"]), user, ngx.time());
  const state = sealLogin(login, binding);
  ngx.header["Set-Cookie"] = bindingCookie(binding);
  ngx.redirect(authorizationUrl(metadata, provider(), { redirectUri: redirectUri(), state, login, ...proof }), 303);
}

/** GET /oidc/login?to=...: to the provider, and afterwards to `to`. */
export function oidcLogin(): void {
  send("login", "", {});
}

/** GET /oidc/confirm?to=...: step-up of a person whom the provider vouches for. */
export function oidcConfirm(): void {
  if (settings().oidc === undefined) return ngx.redirect("/confirm", 303);
  send("confirm", ngx.var["http_x_user"] ?? "", newProof());
}
