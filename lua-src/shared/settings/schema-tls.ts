import type { Setting } from "./types";

/** How the way to people's browsers is encrypted. */
export const TLS_MODES = ["off", "self-signed", "files", "proxy"] as const;

/** Settings of TLS; see docs/tls.md and docs/behind-a-proxy.md. */
export const tlsSettings: readonly Setting[] = [
  {
    name: "TLS_MODE",
    fallback: "off",
    explanation:
      "Who ends TLS: off (loopback only), self-signed, files (a certificate of your own) or proxy (one in front).",
    kind: { type: "choice", values: TLS_MODES },
    scope: "runtime",
  },
  {
    name: "HTTPS_PORT",
    fallback: "",
    explanation: "TCP port on which HTTPS is published, usually 443; needed by TLS_MODE self-signed and files.",
    kind: { type: "port" },
    scope: "runtime",
  },
  {
    name: "TLS_DIR",
    fallback: "",
    explanation: "Folder with tls.crt (certificate and chain) and tls.key, for TLS_MODE files; watched for changes.",
    kind: { type: "file" },
    scope: "runtime",
  },
  {
    name: "TRUSTED_PROXIES",
    fallback: "",
    explanation:
      "For TLS_MODE proxy: host for a proxy on this machine, or the proxy's addresses or networks, e.g. 10.1.2.3,fd00::/64.",
    kind: { type: "proxies" },
    scope: "runtime",
  },
];
