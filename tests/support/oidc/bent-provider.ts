import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { rsaKey, type SigningKey } from "../jwt/keys";
import type { BentProvider, Credentials, Memory, Received, Reply } from "./bend";
import { answerTo } from "./bent-answers";
import type { Known } from "./certified-configuration";
import { issuerAt, type OidcLab } from "./lab";

async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(request.url ?? "/", "https://any");
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  const { method = "", headers } = request;
  return {
    at: Date.now(),
    method,
    path: pathname,
    query: searchParams,
    form,
    authorization: headers.authorization ?? "",
  };
}

const DRIP_MS = 200;

function send(
  response: ServerResponse,
  { status = 200, type = "application/json", headers, body, drips }: Reply,
): void {
  response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store", ...headers });
  if (drips !== true) return void response.end(body);
  const drip = setInterval(() => response.write(" "), DRIP_MS);
  response.on("close", () => clearInterval(drip));
}

/** A key as the provider makes it when it is started. */
export const providerKey = (): SigningKey => rsaKey(randomUUID(), { alg: "RS256", use: "sig" });

/**
 * Starts a provider of the tests' own at the lab's second port. It does everything right, and bends exactly what a test
 * tells it to; nobody is asked who they are.
 */
export async function startBentProvider(lab: OidcLab, credentials: Credentials, who: Known): Promise<BentProvider> {
  const memory: Memory = { codes: new Map(), refreshTokens: new Map(), accessTokens: new Map(), last: undefined };
  const server = createServer(lab.certificates.good, (request, response) => {
    const answer = async (): Promise<void> => {
      const received = await receive(request);
      provider.received.push(received);
      send(response, await answerTo(provider, memory, credentials, received));
    };
    answer().catch((error: unknown) => response.destroy(error as Error));
  });
  const start = async (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(lab.ports.bent, "0.0.0.0", resolve);
    });
  const stop = async (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const provider: BentProvider = {
    ...{ issuer: issuerAt(lab.ports.bent), received: [], who, bend: {}, keys: [providerKey()], accessSeconds: 600 },
    last: () => memory.last,
    present: (certificate) => server.setSecureContext(certificate),
    ...{ start, stop },
  };
  // Gateways that refuse a certificate end the handshake.
  server.on("tlsClientError", () => undefined);
  await start();
  return provider;
}
