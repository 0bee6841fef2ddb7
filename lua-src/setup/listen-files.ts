import { isIpv4, isLoopbackHost, parseOrigin, PROXY_ON_HOST, proxyNetworks } from "../shared/settings/network";
import { endsTls } from "../shared/settings/tls-checks";
import type { Settings } from "../shared/settings/settings";
import { startPair } from "../shared/tls/places";
import { writeFile, places } from "./files";

/** A year. */
const HSTS = "max-age=31536000";

/** Where nginx listens, and with what: by TLS_MODE. */
export function writeListenFiles(settings: Settings): void {
  const put = (name: string, lines: readonly string[]): void => {
    writeFile(`${places.gateway}/${name}`, [...lines, ""].join("\n"));
  };
  put(
    "listen.conf",
    endsTls(settings) ? tlsListener(settings) : ["listen 8080 default_server;", ...believed(settings)],
  );
  put("plain-http.conf", [
    ...(endsTls(settings) ? ["include tls/plain-http.conf;"] : []),
    'map "$https" $strict_transport_security {',
    '    default "";',
    `    on "${strictTransport(settings)}";`,
    "}",
  ]);
}

/** Included in the outer server. */
function tlsListener({ tlsMode }: Settings): string[] {
  const pair = tlsMode === "files" ? startPair.files : startPair["self-signed"];
  return [
    "listen 8443 ssl default_server;",
    `ssl_certificate /secrets/${pair}.crt;`,
    `ssl_certificate_key /secrets/${pair}.key;`,
    "include tls/listener.conf;",
  ];
}

/** Whose X-Forwarded-For counts: the last address in it that is not a trusted proxy's is the client's. */
function believed({ trustedProxies }: Settings): string[] {
  if (trustedProxies === "") return [];
  const from =
    trustedProxies === PROXY_ON_HOST
      ? ["include /run/collimator/docker-host.conf;"]
      : proxyNetworks(trustedProxies).map((network) => `set_real_ip_from ${network};`);
  return [...from, "real_ip_header X-Forwarded-For;", "real_ip_recursive on;"];
}

/**
 * Strict-Transport-Security (RFC 6797) forbids browsers plain http to the whole host, on every port, and to click a
 * warning away. So it is sent only with a certificate of one's own, for a name, on the usual port: a self-signed one is
 * renewed and has to be trusted anew, and another port shares its host with something else. Behind a proxy it is the
 * proxy's, who knows its certificate.
 */
function strictTransport({ tlsMode, publicUrl }: Settings): string {
  const origin = parseOrigin(publicUrl);
  if (tlsMode !== "files" || origin?.port !== 443 || isLoopbackHost(origin.host)) return "";
  return isIpv4(origin.host) ? "" : HSTS;
}
