import type { Configuration, JWK, ResourceServer } from "oidc-provider";
import type { memoryAdapter } from "./certified-adapter";

/** Somebody whom the provider knows; `sub` is also the name that is typed at its login. */
export interface Known {
  readonly sub: string;
  readonly preferred_username: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** A relying party of the provider's: the gateway under test. */
export interface Relying {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The gateway's public origin. */
  readonly publicUrl: string;
}

export interface CertifiedOptions {
  readonly relying: Relying;
  /** A machine that may have tokens for any resource (RFC 8707), and its groups. */
  readonly machine?: { readonly clientId: string; readonly clientSecret: string; readonly groups: readonly string[] };
}

/** What both of a store's providers before and after a change of keys share. */
export interface Shared {
  readonly options: CertifiedOptions;
  readonly adapter: ReturnType<typeof memoryAdapter>;
  readonly known: ReadonlyMap<string, Known>;
  readonly lives: { access: number };
  /** The logout tokens that were sent. */
  readonly sent: string[];
}

function clientsOf({ relying, machine }: CertifiedOptions): NonNullable<Configuration["clients"]> {
  const { clientId, clientSecret, publicUrl } = relying;
  const person = {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [`${publicUrl}/oidc/callback`],
    post_logout_redirect_uris: [`${publicUrl}/oidc/logged-out`],
    grant_types: ["authorization_code", "refresh_token"],
    backchannel_logout_uri: `${publicUrl}/oidc/backchannel-logout`,
    backchannel_logout_session_required: true,
  };
  if (machine === undefined) return [person];
  const { clientId: client_id, clientSecret: client_secret } = machine;
  const none = { redirect_uris: [], response_types: [], grant_types: ["client_credentials"] };
  return [person, { client_id, client_secret, ...none }];
}

/** JWT access tokens for whatever a machine names (RFC 8707, RFC 9068). */
function resourceServer(_: unknown, audience: string): ResourceServer {
  const jwt = { sign: { alg: "RS256" as const } };
  return { scope: "", audience, accessTokenFormat: "jwt", accessTokenTTL: 300, jwt };
}

/** The package's configuration. */
export function configurationOf(shared: Shared, keys: readonly JWK[]): Configuration {
  const { options, adapter, known, lives } = shared;
  const { machine } = options;
  return {
    adapter,
    clients: clientsOf(options),
    jwks: { keys: [...keys] },
    cookies: { keys: ["not a secret: tests only"] },
    pkce: { required: () => true },
    claims: { openid: ["sub"], profile: ["name", "preferred_username", "groups"], email: ["email"] },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: machine !== undefined },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = `<!doctype html><title>Log out?</title>${form}`;
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = "<!doctype html><title>Logged out</title>";
        },
      },
      resourceIndicators: { enabled: machine !== undefined, getResourceServerInfo: resourceServer },
    },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: {
      AccessToken: () => lives.access,
      ClientCredentials: 300,
      IdToken: 600,
      Interaction: 600,
      RefreshToken: 3600,
      Session: 3600,
      Grant: 3600,
    },
    issueRefreshToken: async () => Promise.resolve(true),
    rotateRefreshToken: true,
    extraTokenClaims: (_, token) => (token.kind === "ClientCredentials" ? { groups: machine?.groups } : undefined),
    findAccount: (_, sub) => {
      const person = known.get(sub);
      if (person === undefined) return undefined;
      return { accountId: sub, claims: () => ({ ...person, groups: [...person.groups] }) };
    },
    // No page asks for consent.
    loadExistingGrant: async ({ oidc }) => {
      const { provider, session, client } = oidc;
      const given = await provider.Grant.find(session?.grantIdFor(client?.clientId ?? "") ?? "");
      if (given !== undefined) return given;
      const grant = new provider.Grant({ clientId: client?.clientId ?? "", accountId: session?.accountId ?? "" });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
    // The package's own guard refuses addresses of this machine.
    fetch: async (url, request) => {
      const { method, headers, body, signal } = request ?? {};
      if (body instanceof URLSearchParams) shared.sent.push(body.get("logout_token") ?? "");
      return fetch(url, { method, headers, body, signal } as RequestInit);
    },
    renderError: (ctx, out) => {
      ctx.body = `<!doctype html><title>Error</title><p>${out.error}</p>`;
    },
  };
}
