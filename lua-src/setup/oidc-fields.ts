import type { OidcSettings } from "../shared/settings/oidc";
import type { Field } from "./json";

/** Single sign-on in settings.json; nothing where it is off. */
export function oidcFields(oidc: OidcSettings | undefined): Field[] {
  if (oidc === undefined) return [];
  const { endpoints } = oidc;
  const fields: Field[] = [
    ["issuer", oidc.issuer],
    ["clientId", oidc.clientId],
    ["clientSecret", oidc.clientSecret],
    ["clientAuth", oidc.clientAuth],
    ["name", oidc.name],
    ["scopes", oidc.scopes],
    [
      "roles",
      {
        list: oidc.roles.map(({ value, role }): Field[] => [
          ["value", value],
          ["role", role],
        ]),
      },
    ],
    ["rolesClaims", { list: oidc.rolesClaims.map((path) => ({ list: path })) }],
    ["nameClaim", { list: oidc.nameClaim }],
    ["internalUrl", oidc.internalUrl],
    [
      "endpoints",
      [
        ["authorization", endpoints.authorization],
        ["token", endpoints.token],
        ["jwks", endpoints.jwks],
        ["userinfo", endpoints.userinfo],
        ["endSession", endpoints.endSession],
      ],
    ],
    ["audience", oidc.audience],
    ["confirmAcr", { list: oidc.confirmAcr }],
  ];
  return [["oidc", fields]];
}
