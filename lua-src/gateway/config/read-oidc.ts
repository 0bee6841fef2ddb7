import { textField } from "../../shared/json";
import type { OidcSettings } from "../../shared/settings/oidc";

type Fields = Readonly<Record<string, unknown>>;

/** Reads single sign-on from settings.json, which `setup` has written from the same type; undefined: it is off. */
export function readOidc(settings: Fields): OidcSettings | undefined {
  const oidc = settings["oidc"] as Fields | undefined;
  if (oidc === undefined) return undefined;
  const text = (name: string): string => textField(oidc, name) ?? error(`settings.json lacks oidc.${name}`);
  const table = (name: string): unknown => oidc[name] ?? error(`settings.json lacks oidc.${name}`);
  return {
    issuer: text("issuer"),
    clientId: text("clientId"),
    clientSecret: text("clientSecret"),
    clientAuth: text("clientAuth") as OidcSettings["clientAuth"],
    name: text("name"),
    scopes: text("scopes"),
    roles: table("roles") as OidcSettings["roles"],
    rolesClaims: table("rolesClaims") as OidcSettings["rolesClaims"],
    nameClaim: table("nameClaim") as OidcSettings["nameClaim"],
    internalUrl: text("internalUrl"),
    endpoints: table("endpoints") as OidcSettings["endpoints"],
    audience: text("audience"),
    confirmAcr: table("confirmAcr") as OidcSettings["confirmAcr"],
  };
}
