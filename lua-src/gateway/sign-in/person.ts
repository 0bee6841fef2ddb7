import type { OidcSettings } from "../config/settings";
import type { JsonObject } from "../jwt/strict-json";
import { valuesAt } from "../oidc/claim-path";
import type { ProviderPerson } from "../accounts/provider-people";
import { displayNameOf, userNameOf } from "../oidc/person-names";
import { provider } from "../oidc/provider";
import type { VerifiedLogin } from "../oidc/verified-login";

/** The value that stands for everybody who can log in. */
const EVERYBODY = "*";

/**
 * A person's roles by the rules of OIDC_ROLES: sorted, each once, parted by commas; "" for none. `claims` are those of the
 * ID token, of userinfo and the like; all of them count. Values are compared byte for byte.
 */
export function rolesOf(oidc: OidcSettings, claims: readonly JsonObject[]): string {
  return rolesBy(oidc, claims, true);
}

/** The same for a machine's access token, which is not everybody. */
export function rolesOfClient(oidc: OidcSettings, claims: readonly JsonObject[]): string {
  return rolesBy(oidc, claims, false);
}

function rolesBy(oidc: OidcSettings, claims: readonly JsonObject[], isPerson: boolean): string {
  const values = new LuaSet<string>();
  for (const object of claims) {
    for (const path of oidc.rolesClaims) {
      for (const value of valuesAt(object, path)) values.add(value);
    }
  }
  const roles: string[] = [];
  for (const { value, role } of oidc.roles) {
    const isGiven = value === EVERYBODY ? isPerson : values.has(value);
    if (isGiven && !roles.includes(role)) roles.push(role);
  }
  table.sort(roles);
  return table.concat(roles, ",");
}

/** Who a verified login is of. */
export function personOf({ idToken, claims }: VerifiedLogin): ProviderPerson {
  const oidc = provider();
  return {
    issuer: oidc.issuer,
    subject: idToken.sub,
    name: userNameOf(oidc.nameClaim, claims),
    displayName: displayNameOf(claims),
    roles: rolesOf(oidc, claims),
  };
}
