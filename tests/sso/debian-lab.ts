import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { type Phantom, phantomSeries } from "../../scripts/lib/phantom";
import { docker } from "../support/docker";
import { spendFirstPassword } from "../support/forms";
import { makeLabCa } from "../support/lab-ca";
import { type Stack, startStack } from "../support/stack";
import { type Browser, newBrowser } from "../support/oidc/browser";
import { type DebianProvider, debianPlace, startDebianProvider } from "./debian-provider";
import { startTwin, type Twin } from "./debian-twin";

const ROOT = resolve(import.meta.dirname, "../..");
const CLIENT_ID = "collimator";

/** Seconds that an access token is good for; a session's is renewed some seconds before. */
export const TOKEN_SECONDS = 12;

/** A stack of its own with two gateways, at which people log in with Debian's provider. */
export interface DebianLab {
  readonly stack: Stack;
  readonly twin: Twin;
  readonly provider: DebianProvider;
  /** In the archive. */
  readonly series: Phantom;
  /** A person's browser, which knows nothing yet. */
  readonly browser: () => Browser;
  /** What the stack's own gateway and the other one wrote so far. */
  readonly logs: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts all of it. Who is of `timelords` is an admin here, `earthlings` are viewers. */
export async function startDebianLab(): Promise<DebianLab> {
  const ca = makeLabCa();
  const place = await debianPlace();
  const clientSecret = randomBytes(32).toString("base64url");
  const settings = {
    OIDC_ISSUER: place.issuer,
    OIDC_CLIENT_ID: CLIENT_ID,
    OIDC_CLIENT_SECRET: clientSecret,
    OIDC_ROLES: "timelords=admin, earthlings=viewer",
    OIDC_NAME: "LemonLDAP",
    EXTRA_CA_CERTS: join(ca.folder, "ca.crt"),
  };
  const stops: (() => Promise<void>)[] = [
    async () => {
      ca.remove();
      return Promise.resolve();
    },
  ];
  const stop = async (): Promise<void> => {
    for (const each of stops.toReversed()) await each();
  };
  try {
    const started = await startStack(ROOT, "debian-provider", settings);
    stops.push(started.stop);
    const { stack } = started;
    const provider = await startDebianProvider(stack.project, place, ca, {
      clientId: CLIENT_ID,
      clientSecret,
      publicUrl: stack.url,
      backchannelLogoutUrl: "http://gateway:8080/oidc/backchannel-logout",
      accessTokenSeconds: TOKEN_SECONDS,
      rotatesRefreshTokens: true,
    });
    stops.push(provider.stop);
    const twin = await startTwin(stack);
    stops.push(twin.stop);
    const cookie = await spendFirstPassword(stack, stack.firstPassword);
    const series = phantomSeries({ name: "debian-provider", slices: 1, rows: 32, columns: 32 });
    await storeInstances({ publicUrl: stack.url, cookie }, [...series.files()]);
    const logs = async (): Promise<string> => {
      const written = await Promise.all(
        ["gateway-1", "twin"].map((name) => docker("logs", `${stack.project}-${name}`)),
      );
      return written.map(({ stdout, stderr }) => stdout + stderr).join("");
    };
    return { stack, twin, provider, series, browser: () => newBrowser(ca.certificate), logs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
