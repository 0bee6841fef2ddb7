import type { ProviderPerson } from "../accounts/provider-people";
import { rolesOf } from "../oidc/person";
import { displayNameOf, userNameOf } from "../oidc/person-names";
import { provider } from "../oidc/provider";
import type { VerifiedLogin } from "../oidc/verified-login";

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
