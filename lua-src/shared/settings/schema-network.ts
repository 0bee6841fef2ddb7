import type { Setting } from "./setting";

/** Where people and modalities come in. TLS: see docs/tls.md and docs/behind-a-proxy.md. */
export const networkSettings = [
  {
    name: "PUBLIC_URL",
    field: "publicUrl",
    gateway: true,
    explanation:
      "The one address people use, e.g. https://pacs.example.org; default: http:// with BIND_ADDRESS and HTTP_PORT.",
    kind: { type: "origin" },
  },
  {
    name: "BIND_ADDRESS",
    field: "bindAddress",
    fallback: "127.0.0.1",
    explanation:
      "IPv4 address of this machine on which HTTP and HTTPS are published; 0.0.0.0 is all of them and needs a TLS_MODE.",
    kind: { type: "address" },
  },
  {
    name: "HTTP_PORT",
    field: "httpPort",
    fallback: "80",
    explanation: "TCP port on which HTTP is published.",
    kind: { type: "port" },
  },
  {
    name: "TLS_MODE",
    field: "tlsMode",
    gateway: true,
    fallback: "off",
    explanation:
      "Who ends TLS: off (loopback only), self-signed, files (a certificate of your own) or proxy (one in front).",
    kind: { type: "choice", values: ["off", "self-signed", "files", "proxy"] },
  },
  {
    name: "HTTPS_PORT",
    field: "httpsPort",
    explanation: "TCP port on which HTTPS is published, usually 443; needed by TLS_MODE self-signed and files.",
    kind: { type: "port" },
  },
  {
    name: "TLS_DIR",
    field: "tlsDir",
    explanation: "Folder with tls.crt (certificate and chain) and tls.key, for TLS_MODE files; watched for changes.",
    kind: { type: "file" },
  },
  {
    name: "TRUSTED_PROXIES",
    field: "trustedProxies",
    explanation:
      "For TLS_MODE proxy: host for a proxy on this machine, or the proxy's addresses or networks, e.g. 10.1.2.3,fd00::/64.",
    kind: { type: "proxies" },
  },
  {
    name: "DICOM_BIND",
    field: "dicomBind",
    fallback: "127.0.0.1",
    explanation: "IPv4 address of this machine on which the DICOM port is published.",
    kind: { type: "address" },
  },
  {
    name: "DICOM_PORT",
    field: "dicomPort",
    fallback: "4242",
    explanation: "TCP port on which modalities send by DICOM C-STORE.",
    kind: { type: "port" },
  },
  {
    name: "DICOM_AET",
    field: "dicomAet",
    fallback: "ORTHANC",
    explanation: "AE title of the archive; a sender that calls another one is refused.",
    kind: { type: "aet" },
  },
] as const satisfies readonly Setting[];
