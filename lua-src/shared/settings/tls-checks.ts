import { isLoopback, isLoopbackHost, parseOrigin, PROXY_ON_HOST } from "./network";
import { problem, type Problem } from "./problems";
import type { Settings } from "./settings";
import { shown } from "./text";

const OTHER_MODES = "self-signed, files or proxy";

/** Whether the gateway ends TLS itself. */
export function endsTls({ tlsMode }: Settings): boolean {
  return tlsMode === "self-signed" || tlsMode === "files";
}

/** What TLS_MODE means for the other settings. Passwords and patient data cross no network in plain http. */
export function tlsChecks(settings: Settings): Problem | undefined {
  const origin = parseOrigin(settings.publicUrl);
  if (origin === undefined) return undefined;
  if (settings.tlsMode === "off") return origin.scheme === "https" ? httpsWithoutTls(settings) : plainHttp(settings);
  if (origin.scheme === "http") return httpWithTls(settings);
  return missing(settings) ?? superfluous(settings) ?? proxyOnHost(settings);
}

function httpsWithoutTls({ publicUrl }: Settings): Problem {
  const said = `is "off"; with PUBLIC_URL "${publicUrl}" it must be ${OTHER_MODES}.`;
  return problem("CFG-028", "TLS_MODE", said);
}

function httpWithTls({ publicUrl, tlsMode }: Settings): Problem {
  const said = `is "${publicUrl}"; with TLS_MODE ${tlsMode} it must be the https:// address that people use.`;
  return problem("CFG-028", "PUBLIC_URL", said);
}

/** Mode `off`: on this machine alone. */
function plainHttp(settings: Settings): Problem | undefined {
  const { publicUrl, bindAddress, httpPort } = settings;
  const origin = parseOrigin(publicUrl);
  if (origin === undefined) return undefined;
  if (!isLoopback(bindAddress)) {
    const said = `is "${bindAddress}", which others can reach; it must be 127.0.0.1 unless TLS_MODE is ${OTHER_MODES}.`;
    return problem("CFG-007", "BIND_ADDRESS", said);
  }
  if (!isLoopbackHost(origin.host)) {
    const said = `is "${publicUrl}"; it must start with https://, with TLS_MODE ${OTHER_MODES}, unless its host is 127.0.0.1, localhost or [::1].`;
    return problem("CFG-005", "PUBLIC_URL", said);
  }
  if (origin.port !== httpPort) {
    const said = `is "${publicUrl}", which is port ${origin.port}; it must name the port of HTTP_PORT, ${httpPort}.`;
    return problem("CFG-006", "PUBLIC_URL", said);
  }
  return superfluous(settings);
}

function missing(settings: Settings): Problem | undefined {
  const { tlsMode, httpsPort, tlsDir, trustedProxies } = settings;
  const needs = (name: string, what: string): Problem =>
    problem("CFG-029", name, `is not set; with TLS_MODE ${tlsMode} it must be ${what}.`);
  if (endsTls(settings) && httpsPort === undefined) return needs("HTTPS_PORT", "the port for HTTPS, usually 443");
  if (tlsMode === "files" && tlsDir === "") return needs("TLS_DIR", "a folder with tls.crt and tls.key in it");
  if (tlsMode === "proxy" && trustedProxies === "") {
    return needs("TRUSTED_PROXIES", `"${PROXY_ON_HOST}" for a proxy on this machine, or the proxy's address`);
  }
  return undefined;
}

/** A setting without an effect is a mistake somewhere else. */
function superfluous(settings: Settings): Problem | undefined {
  const { tlsMode, httpsPort, tlsDir, trustedProxies } = settings;
  const idle = (name: string, value: string, mode: string): Problem =>
    problem("CFG-030", name, `is ${shown(value)}; with TLS_MODE ${tlsMode} it must not be set, since only ${mode} it.`);
  if (httpsPort !== undefined && !endsTls(settings)) {
    return idle("HTTPS_PORT", `${httpsPort}`, "self-signed and files use");
  }
  if (tlsDir !== "" && tlsMode !== "files") return idle("TLS_DIR", tlsDir, "files uses");
  if (trustedProxies !== "" && tlsMode !== "proxy") return idle("TRUSTED_PROXIES", trustedProxies, "proxy uses");
  return undefined;
}

/** Docker may show people from elsewhere under the same address as a proxy on this machine. */
function proxyOnHost({ trustedProxies, bindAddress }: Settings): Problem | undefined {
  if (trustedProxies !== PROXY_ON_HOST || isLoopback(bindAddress)) return undefined;
  const said = `is "${bindAddress}"; with TRUSTED_PROXIES ${PROXY_ON_HOST} it must be 127.0.0.1, since others could pass for the proxy.`;
  return problem("CFG-038", "BIND_ADDRESS", said);
}
