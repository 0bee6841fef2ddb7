import { matches } from "../../shared/text";
import { decodeStrictObject, type JsonObject } from "../jwt/strict-json";
import { cleanError, type OidcError } from "./error";

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
