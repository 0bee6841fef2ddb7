import type { OidcSettings } from "../config/settings";
import { isAlgorithm } from "../jwt/algorithms";
import { decodeStrictObject, type JsonObject } from "../jwt/strict-json";
import { isEndpoint } from "./endpoint";
import type { OidcError } from "./error";

/** What is used of a provider's metadata (OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2). */
export interface Metadata {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksUri: string;
  readonly userinfoEndpoint: string | undefined;
  /** OpenID Connect RP-Initiated Logout 1.0, section 2.1. */
  readonly endSessionEndpoint: string | undefined;
  /** Whether answers to the browser name the issuer (RFC 9207, section 3). */
  readonly issParameter: boolean;
  /** How clients may prove themselves; undefined where the provider does not say. */
  readonly tokenAuthMethods: readonly string[] | undefined;
}

/** Real documents have 2 to 10 kB. */
const MAX_BYTES = 131072;

/** Where an issuer's metadata is (Discovery 1.0, section 4): a slash at the issuer's end is not doubled. */
export function discoveryUrl(issuer: string): string {
  const [base] = string.gsub(issuer, "/$", "");
  return `${base}/.well-known/openid-configuration`;
}

/**
 * Reads a metadata document and checks that it is this issuer's, byte for byte (Discovery 1.0, section 4.3), and that a
 * login as it is done here can work: code flow, S256 where methods are named, a signature that is taken.
 */
export function readMetadata(text: string, issuer: string): LuaMultiReturn<[Metadata] | [undefined, OidcError]> {
  if (text.length > MAX_BYTES) return $multi(undefined, "metadata-size");
  const [document] = decodeStrictObject(text);
  if (document === undefined) return $multi(undefined, "metadata-json");
  if (document["issuer"] !== issuer) return $multi(undefined, "metadata-issuer");
  const fault = endpointFault(document) ?? abilityFault(document);
  if (fault !== undefined) return $multi(undefined, fault);
  const said = document["authorization_response_iss_parameter_supported"];
  const methods = document["token_endpoint_auth_methods_supported"];
  if (said !== undefined && type(said) !== "boolean") return $multi(undefined, "metadata-form");
  if (methods !== undefined && !isTexts(methods)) return $multi(undefined, "metadata-form");
  return $multi({
    issuer,
    authorizationEndpoint: document["authorization_endpoint"] as string,
    tokenEndpoint: document["token_endpoint"] as string,
    jwksUri: document["jwks_uri"] as string,
    userinfoEndpoint: document["userinfo_endpoint"] as string | undefined,
    endSessionEndpoint: document["end_session_endpoint"] as string | undefined,
    issParameter: said === true,
    tokenAuthMethods: methods,
  });
}

/** The metadata of a provider whose endpoints stand in the settings; undefined where they are to be discovered. */
export function givenMetadata(oidc: OidcSettings): Metadata | undefined {
  const { authorization, token, jwks, userinfo, endSession } = oidc.endpoints;
  if (authorization === "") return undefined;
  return {
    issuer: oidc.issuer,
    authorizationEndpoint: authorization,
    tokenEndpoint: token,
    jwksUri: jwks,
    userinfoEndpoint: userinfo === "" ? undefined : userinfo,
    endSessionEndpoint: endSession === "" ? undefined : endSession,
    issParameter: false,
    tokenAuthMethods: undefined,
  };
}

function endpointFault(document: JsonObject): OidcError | undefined {
  for (const name of ["authorization_endpoint", "token_endpoint", "jwks_uri"]) {
    if (!isEndpointValue(document[name])) return "metadata-endpoint";
  }
  for (const name of ["userinfo_endpoint", "end_session_endpoint"]) {
    if (document[name] !== undefined && !isEndpointValue(document[name])) return "metadata-endpoint";
  }
  return undefined;
}

function isEndpointValue(value: unknown): boolean {
  return type(value) === "string" && isEndpoint(value as string);
}

function abilityFault(document: JsonObject): OidcError | undefined {
  const flows = document["response_types_supported"];
  if (!isTexts(flows)) return "metadata-form";
  if (!flows.includes("code")) return "metadata-flow";
  const algorithms = document["id_token_signing_alg_values_supported"];
  if (!isTexts(algorithms)) return "metadata-form";
  if (!algorithms.some((name) => isAlgorithm(name))) return "metadata-algorithms";
  const challenges = document["code_challenge_methods_supported"];
  if (challenges === undefined) return undefined;
  if (!isTexts(challenges)) return "metadata-form";
  return challenges.includes("S256") ? undefined : "metadata-pkce";
}

/** Whether a value is a list of texts; an empty object reads the same as an empty list. */
function isTexts(value: unknown): value is readonly string[] {
  if (type(value) !== "table") return false;
  let count = 0;
  for (const [key, item] of pairs(value as Record<string, unknown>)) {
    if (type(key) !== "number" || type(item) !== "string") return false;
    count += 1;
  }
  return count === (value as readonly unknown[]).length;
}
