import { generateKeyPairSync, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import Provider, { type JWK } from "oidc-provider";
import { memoryAdapter } from "./certified-adapter";
import { type CertifiedOptions, configurationOf, type Known, type Shared } from "./certified-configuration";
import { issuerAt, type OidcLab } from "./lab";

/** What the provider did, in order: `grant refresh_token ok`, `back-channel failed` and the like. */
export interface Deed {
  readonly at: number;
  readonly what: "grant" | "back-channel" | "end-session" | "error";
  /** The grant type, the relying party, or the error's words. */
  readonly which: string;
  readonly ok: boolean;
}

/** The certified provider, running in this process. */
export interface CertifiedProvider {
  readonly issuer: string;
  readonly deeds: Deed[];
  /** The logout tokens that it has sent. */
  readonly logoutTokens: readonly string[];
  /** Makes somebody known, or known with other groups from now on. */
  readonly know: (known: Known) => void;
  /** Signs with a new key from now on; the one before it stays published unless it is withdrawn. */
  readonly rotateKeys: (withdraw?: boolean) => void;
  /** Seconds that access tokens live from now on. */
  readonly setAccessSeconds: (seconds: number) => void;
  readonly stop: () => Promise<void>;
}

function newKey(): JWK {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };
}

/** The page that asks who it is; there is no password, since the provider's own safety is not what is tested. */
function loginPage(uid: string): string {
  return `<!doctype html><title>Provider</title><form method="post" action="/interaction/${uid}"><input name="login" /><button>Log in</button></form>`;
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method === "POST") {
    const accountId = (await bodyOf(request)).get("login") ?? "";
    return provider.interactionFinished(request, response, { login: { accountId } });
  }
  response.setHeader("Content-Type", "text/html; charset=utf-8").end(loginPage(uid));
}

function record(provider: Provider, deeds: Deed[]): void {
  const note = (what: Deed["what"], which: string, ok: boolean): void => {
    deeds.push({ at: Date.now(), what, which, ok });
  };
  const grantOf = (ctx: { oidc: { params?: { grant_type?: unknown } | undefined } }): string =>
    String(ctx.oidc.params?.grant_type);
  provider.on("grant.success", (ctx) => note("grant", grantOf(ctx), true));
  provider.on("grant.error", (ctx) => note("grant", grantOf(ctx), false));
  provider.on("backchannel.success", (_, client) => note("back-channel", client.clientId, true));
  provider.on("backchannel.error", (_, error) => note("back-channel", error.message, false));
  provider.on("end_session.success", (ctx) => note("end-session", ctx.oidc.client?.clientId ?? "", true));
  provider.on("server_error", (_, error) => note("error", error.stack ?? error.message, false));
}

async function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "0.0.0.0", 1024, resolve);
  });
}

/**
 * Starts npm's oidc-provider, a certified OpenID Provider, at the lab's port: PKCE required, an `iss` in each answer
 * (RFC 9207), refresh tokens that turn over, logout both ways, and JWT access tokens for machines.
 */
export async function startCertifiedProvider(lab: OidcLab, options: CertifiedOptions): Promise<CertifiedProvider> {
  const issuer = issuerAt(lab.ports.certified);
  const deeds: Deed[] = [];
  const known = new Map<string, Known>();
  const shared: Shared = {
    options,
    adapter: memoryAdapter(),
    known,
    lives: { access: 600 },
    sent: [],
  };
  let keys = [newKey()];
  const make = (): { provider: Provider; answer: ReturnType<Provider["callback"]> } => {
    const provider = new Provider(issuer, configurationOf(shared, keys));
    record(provider, deeds);
    return { provider, answer: provider.callback() };
  };
  let current = make();
  const server = createServer(lab.certificates.good, (request, response) => {
    const { provider, answer } = current;
    if (request.url?.startsWith("/interaction/") !== true) return void answer(request, response);
    interact(provider, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await listen(server, lab.ports.certified);
  return {
    issuer,
    deeds,
    logoutTokens: shared.sent,
    know: (person) => known.set(person.sub, person),
    rotateKeys: (withdraw = false) => {
      keys = [newKey(), ...(withdraw ? [] : keys.slice(0, 1))];
      current = make();
    },
    setAccessSeconds: (seconds) => {
      shared.lives.access = seconds;
    },
    stop: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
