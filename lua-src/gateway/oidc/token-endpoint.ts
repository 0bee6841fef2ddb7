import type { OidcSettings } from "../config/settings";
import { formEncode, formEncodeText } from "./parameters";
import { matches } from "../../shared/text";
import { decodeStrictObject, type JsonObject } from "../jwt/strict-json";
import { cleanError, type OidcError, type FlowError } from "./error";
import { report } from "../log";
import { fetch } from "../outbound/fetch";
import type { Metadata } from "./metadata";
import { viaOf } from "./endpoint";

/** A POST to the token endpoint, without its address. */
export interface TokenRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface CodeGrant {
  readonly code: string;
  /** PKCE's, of the login that brought the code. */
  readonly verifier: string;
  /** The same as in the authorization request. */
  readonly redirectUri: string;
}

/** Exchanges a code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5). */
export function codeRequest(oidc: OidcSettings, grant: CodeGrant): TokenRequest {
  return tokenRequest(oidc, [
    ["grant_type", "authorization_code"],
    ["code", grant.code],
    ["redirect_uri", grant.redirectUri],
    ["code_verifier", grant.verifier],
  ]);
}

/** Asks for new tokens (RFC 6749, section 6), of the same scopes. */
export function refreshRequest(oidc: OidcSettings, refreshToken: string): TokenRequest {
  return tokenRequest(oidc, [
    ["grant_type", "refresh_token"],
    ["refresh_token", refreshToken],
  ]);
}

function tokenRequest(oidc: OidcSettings, grant: [string, string][]): TokenRequest {
  const { clientId, clientSecret, clientAuth } = oidc;
  const headers: Record<string, string> = {
    "Content-Type": "application/x-www-form-urlencoded",
    Accept: "application/json",
  };
  if (clientAuth === "client_secret_basic") {
    // Encoded first, so that a colon parts them (RFC 6749, section 2.3.1).
    const credentials = `${formEncodeText(clientId)}:${formEncodeText(clientSecret)}`;
    headers["Authorization"] = `Basic ${ngx.encode_base64(credentials)}`;
  } else {
    grant.push(["client_id", clientId]);
    if (clientAuth === "client_secret_post") grant.push(["client_secret", clientSecret]);
  }
  return { headers, body: formEncode(grant) };
}

/** Tokens, not yet verified (RFC 6749, section 5.1; OpenID Connect Core 1.0, section 3.1.3.3). */
export interface TokenResponse {
  readonly accessToken: string;
  /** A refresh may bring none. */
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
  /** Whole seconds that the access token is good for; undefined where the provider does not say. */
  readonly expiresIn: number | undefined;
}

const MAX_BYTES = 131072;

/** A token's characters: they go into headers and forms. */
const TOKEN = "^[!-~]+$";

/**
 * Reads what the token endpoint answered. "exchange-refused": the provider says no in the form of RFC 6749, section 5.2;
 * its code, cleaned, is the third result. "exchange-status": another status than 200; it may be only unwell.
 * `headers` have names in lower case.
 */
export function readTokenResponse(
  status: number,
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
): LuaMultiReturn<[TokenResponse] | [undefined, OidcError, error?: string]> {
  if (body.length > MAX_BYTES) return $multi(undefined, "exchange-size");
  const [answer] = decodeStrictObject(body);
  if (status !== 200) {
    const isRefusal = status >= 400 && status < 500 && answer !== undefined && type(answer["error"]) === "string";
    if (!isRefusal) return $multi(undefined, "exchange-status");
    return $multi(undefined, "exchange-refused", cleanError(answer["error"]));
  }
  if (!isJson(headers["content-type"]) || answer === undefined) return $multi(undefined, "exchange-json");
  const tokenType = answer["token_type"];
  // Without case (section 5.1); nothing else can be presented as a bearer token.
  if (type(tokenType) !== "string" || string.lower(tokenType as string) !== "bearer") {
    return $multi(undefined, "exchange-type");
  }
  if (!isToken(answer["access_token"])) return $multi(undefined, "exchange-form");
  for (const name of ["id_token", "refresh_token"]) {
    if (answer[name] !== undefined && !isToken(answer[name])) return $multi(undefined, "exchange-form");
  }
  const expiresIn = secondsOf(answer);
  if (expiresIn === undefined && answer["expires_in"] !== undefined) return $multi(undefined, "exchange-form");
  return $multi({
    accessToken: answer["access_token"] as string,
    idToken: answer["id_token"] as string | undefined,
    refreshToken: answer["refresh_token"] as string | undefined,
    expiresIn,
  });
}

function isJson(contentType: string | undefined): boolean {
  const [media] = string.match(contentType ?? "", "^%s*([^;%s]*)");
  return string.lower(media ?? "") === "application/json";
}

function isToken(value: unknown): boolean {
  return type(value) === "string" && matches(value as string, TOKEN);
}

/** A number that is not negative, or its digits in a string, as older Microsoft endpoints write it. */
function secondsOf(answer: JsonObject): number | undefined {
  const value = answer["expires_in"];
  if (type(value) === "string") {
    const [digits] = string.match(value as string, "^%d+$");
    return digits !== undefined && digits.length <= 9 ? tonumber(digits) : undefined;
  }
  if (type(value) !== "number") return undefined;
  const seconds = value as number;
  return seconds >= 0 && seconds < 1e9 ? math.floor(seconds) : undefined;
}

/**
 * Sends a request to the token endpoint (RFC 6749, section 3.2). What the provider says of a refusal stands in the log:
 * a wrong client secret is the operator's to mend. For "exchange-refused" the third result is the provider's word for it.
 */
export function callTokenEndpoint(
  { tokenEndpoint }: Metadata,
  { headers, body }: TokenRequest,
): LuaMultiReturn<[TokenResponse] | [undefined, FlowError, error?: string | undefined]> {
  const via = viaOf(tokenEndpoint);
  const [answer, failure] = fetch({ method: "POST", url: tokenEndpoint, headers, body, via });
  if (answer === undefined) {
    report(`provider: token endpoint: ${failure}`);
    return $multi(undefined, failure);
  }
  const [response, wrong, error] = readTokenResponse(answer.status, answer.headers, answer.body);
  if (response === undefined) {
    report(`provider: token endpoint: ${wrong} ${error ?? ""}`);
    return $multi(undefined, wrong, error);
  }
  return $multi(response);
}
