import { isIpv4 } from "./network";
import { isPrintable } from "./oidc-values";
import { problem, type Problem } from "./problems";
import { runtimeSettings, valueOf } from "./schema";
import type { Environment } from "./setting";
import { shown, spaceList } from "./text";

/** What has to be known of a provider without discovery. */
const NEEDED_ENDPOINTS = ["OIDC_AUTHORIZATION_ENDPOINT", "OIDC_TOKEN_ENDPOINT", "OIDC_JWKS_URI"];
const MORE_ENDPOINTS = ["OIDC_USERINFO_ENDPOINT", "OIDC_END_SESSION_ENDPOINT"];

/** The value of a setting. */
type Text = (name: string) => string;

/** What is known when the settings of single sign-on are checked against each other. */
interface Given {
  /** What is set; "" where nothing is. */
  readonly given: Text;
  /** The same, or the default. */
  readonly text: Text;
  /** By whichever way it was given; "" where it was not. */
  readonly secret: string;
}

/** Checks what the settings of single sign-on mean together. Each value is good by itself; so are secrets from files. */
export function oidcChecks(environment: Environment): Problem[] {
  const given: Text = (name) => environment[name] ?? "";
  const text: Text = (name) => valueOf(environment, name);
  const known: Given = { given, text, secret: given("OIDC_CLIENT_SECRET") };
  const problems = given("OIDC_ISSUER") === "" ? withoutIssuer(known) : withIssuer(known);
  if (given("OUTBOUND_NO_PROXY") !== "" && given("OUTBOUND_PROXY") === "") {
    problems.push(idle("OUTBOUND_NO_PROXY", given("OUTBOUND_NO_PROXY"), "OUTBOUND_PROXY", "there is no proxy"));
  }
  return problems;
}

function idle(name: string, value: string, needs: string, since: string): Problem {
  return problem("CFG-051", name, `is ${shown(value)}; without ${needs} it must not be set, since ${since}.`);
}

/** Single sign-on is off: whoever sets something of it has forgotten or misspelt the rest. */
function withoutIssuer({ given, secret }: Given): Problem[] {
  const problems: Problem[] = [];
  for (const { name } of runtimeSettings) {
    if (!name.startsWith("OIDC_") || given(name) === "" || name === "OIDC_CLIENT_SECRET") continue;
    problems.push(idle(name, given(name), "OIDC_ISSUER", "single sign-on is off"));
  }
  if (secret !== "") {
    const said = "is set; without OIDC_ISSUER it must not be set, since single sign-on is off.";
    problems.push(problem("CFG-051", "OIDC_CLIENT_SECRET", said));
  }
  if (given("LOCAL_ACCOUNTS") === "admin") {
    const what = "with LOCAL_ACCOUNTS admin it must be the address of a provider, since others could not log in";
    problems.push(problem("CFG-052", "OIDC_ISSUER", `is not set; ${what}.`));
  }
  return problems;
}

function withIssuer(known: Given): Problem[] {
  const { given, text } = known;
  const problems: Problem[] = [];
  const needs = (name: string, other: string, what: string): void => {
    if (given(name) === "") problems.push(problem("CFG-052", name, `is not set; with ${other} it must be ${what}.`));
  };
  needs("OIDC_CLIENT_ID", "OIDC_ISSUER", "the name under which the provider knows this gateway");
  needs("OIDC_ROLES", "OIDC_ISSUER", "value=role pairs, such as *=viewer, since nobody gets in without a role");
  problems.push(...secretProblems(known));
  const endpoint = [...NEEDED_ENDPOINTS, ...MORE_ENDPOINTS].find((name) => given(name) !== "");
  if (endpoint !== undefined) {
    for (const name of NEEDED_ENDPOINTS) needs(name, endpoint, "set too, since discovery is then not asked");
  }
  if (!spaceList(text("OIDC_SCOPES")).includes("openid")) {
    const said = `is ${shown(text("OIDC_SCOPES"))}; openid must be one of its words.`;
    problems.push(problem("CFG-057", "OIDC_SCOPES", said));
  }
  if (given("OIDC_INTERNAL_URL").toLowerCase().startsWith("http:") && !text("OIDC_ISSUER").startsWith("http:")) {
    const said = `is ${shown(given("OIDC_INTERNAL_URL"))}; with an https OIDC_ISSUER it must start with https:// too.`;
    problems.push(problem("CFG-050", "OIDC_INTERNAL_URL", said));
  }
  problems.push(...addressProblems(known));
  return problems;
}

/**
 * nginx compares a certificate with names only (X509_check_host of OpenSSL), so that no https server which is named by
 * its address could be believed. What browsers alone go to may have one.
 */
function addressProblems({ given }: Given): Problem[] {
  const asked = ["OIDC_ISSUER", "OIDC_TOKEN_ENDPOINT", "OIDC_JWKS_URI", "OIDC_USERINFO_ENDPOINT"];
  const names = given("OIDC_INTERNAL_URL") === "" ? asked : ["OIDC_INTERNAL_URL"];
  return names
    .filter((name) => hasAddress(given(name)))
    .map((name) => {
      const instead = name === "OIDC_INTERNAL_URL" ? "" : ", or OIDC_INTERNAL_URL must name another one";
      const said = `is ${shown(given(name))}; its host must be a name, as certificates are checked for${instead}.`;
      return problem("CFG-050", name, said);
    });
}

function hasAddress(url: string): boolean {
  if (!url.toLowerCase().startsWith("https://")) return false;
  const rest = url.slice("https://".length);
  return rest.startsWith("[") || isIpv4(rest.split("?").join("/").split("/").join(":").split(":")[0] ?? "");
}

function secretProblems({ text, secret }: Given): Problem[] {
  const auth = text("OIDC_CLIENT_AUTH");
  if (auth === "none" && secret !== "") {
    const said = `is "none"; with OIDC_CLIENT_SECRET it must be client_secret_basic or client_secret_post.`;
    return [problem("CFG-056", "OIDC_CLIENT_AUTH", said)];
  }
  if (auth !== "none" && secret === "") {
    const said = `is not set; with OIDC_CLIENT_AUTH ${auth} it must be what the provider has given.`;
    return [problem("CFG-056", "OIDC_CLIENT_SECRET", said)];
  }
  if (isPrintable(secret)) return [];
  const said =
    "holds something else than printable characters of ASCII, or more than 512; it must be the secret alone.";
  return [problem("CFG-057", "OIDC_CLIENT_SECRET", said)];
}
