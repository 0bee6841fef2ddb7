import { type SecondGateway, startSecondGateway } from "../second-gateway";
import type { Stack } from "../stack";
import type { BentProvider } from "./bend";
import { startBentProvider } from "./bent-provider";
import { issuerAt, type OidcLab } from "./lab";
import { somebody } from "./plan-site";
import { RELYING, ssoSettings } from "./relying";

/** A gateway before the bent provider, with settings of its own; accounts and sessions are those of the stack. */
export interface OwnSite {
  readonly provider: BentProvider;
  readonly origin: string;
  readonly gateway: SecondGateway;
  readonly stop: () => Promise<void>;
}

/** The settings of a gateway of its own, at an issuer. */
export function ownSettings(issuer: string, more: Readonly<Record<string, string>>): Record<string, string> {
  return { PUBLIC_URL: "http://127.0.0.1:{http}", HTTP_PORT: "{http}", ...ssoSettings(issuer), ...more };
}

/** Starts the provider and the gateway. */
export async function startOwnSite(
  stack: Stack,
  lab: OidcLab,
  more: Readonly<Record<string, string>>,
): Promise<OwnSite> {
  const provider = await startBentProvider(lab, RELYING, somebody());
  const settings = ownSettings(issuerAt(lab.ports.bent), more);
  const gateway = await startSecondGateway(stack, { settings, extraCa: lab.caFile }).catch(async (error: unknown) => {
    await provider.stop();
    throw error;
  });
  const stop = async (): Promise<void> => {
    await gateway.stop();
    await provider.stop();
  };
  return { provider, origin: `http://127.0.0.1:${gateway.httpPort}`, gateway, stop };
}
