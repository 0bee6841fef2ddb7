import type { BadSettings } from "./bad-settings";

const PUBLIC_URL = "https://pacs.example.org";

const bad = (title: string, environment: Record<string, string>, code: string, says: string): BadSettings => ({
  title,
  environment,
  code,
  says,
});

/** Wrong settings of TLS. */
export const badTlsSettings: readonly BadSettings[] = [
  bad("a TLS mode that there is not", { TLS_MODE: "on" }, "CFG-043", "one of off, self-signed, files, proxy"),
  bad(
    "https without TLS",
    { PUBLIC_URL },
    "CFG-028",
    'TLS_MODE is "off"; with PUBLIC_URL "https://pacs.example.org" it must be self-signed, files or proxy.',
  ),
  bad(
    "https without TLS, on purpose",
    { PUBLIC_URL, TLS_MODE: "off", BIND_ADDRESS: "0.0.0.0" },
    "CFG-028",
    'TLS_MODE is "off"',
  ),
  ...["self-signed", "files", "proxy"].map((mode) =>
    bad(
      `TLS_MODE ${mode} with http`,
      { TLS_MODE: mode, PUBLIC_URL: "http://localhost" },
      "CFG-028",
      `PUBLIC_URL is "http://localhost"; with TLS_MODE ${mode} it must be the https:// address`,
    ),
  ),
  bad("TLS without a public URL", { TLS_MODE: "self-signed" }, "CFG-028", "the https:// address that people use"),
  ...["self-signed", "files"].map((mode) =>
    bad(
      `TLS_MODE ${mode} without a port`,
      { TLS_MODE: mode, PUBLIC_URL },
      "CFG-029",
      `HTTPS_PORT is not set; with TLS_MODE ${mode} it must be the port for HTTPS, usually 443.`,
    ),
  ),
  bad(
    "files without a folder",
    { TLS_MODE: "files", PUBLIC_URL, HTTPS_PORT: "443" },
    "CFG-029",
    "TLS_DIR is not set; with TLS_MODE files it must be a folder with tls.crt and tls.key in it.",
  ),
  bad(
    "a proxy that nobody has named",
    { TLS_MODE: "proxy", PUBLIC_URL },
    "CFG-029",
    'TRUSTED_PROXIES is not set; with TLS_MODE proxy it must be "host" for a proxy on this machine, or',
  ),
  bad("a port without TLS", { HTTPS_PORT: "443" }, "CFG-030", 'HTTPS_PORT is "443"; with TLS_MODE off it must not be'),
  bad(
    "a port for HTTPS behind a proxy",
    { TLS_MODE: "proxy", PUBLIC_URL, TRUSTED_PROXIES: "host", HTTPS_PORT: "443" },
    "CFG-030",
    "since only self-signed and files use it.",
  ),
  bad(
    "a folder with a certificate that is not used",
    { TLS_MODE: "self-signed", PUBLIC_URL, HTTPS_PORT: "443", TLS_DIR: "/etc/pacs" },
    "CFG-030",
    'TLS_DIR is "/etc/pacs"; with TLS_MODE self-signed it must not be set, since only files uses it.',
  ),
  bad(
    "trusted proxies without a proxy",
    { TLS_MODE: "self-signed", PUBLIC_URL, HTTPS_PORT: "443", TRUSTED_PROXIES: "10.1.2.3" },
    "CFG-030",
    'TRUSTED_PROXIES is "10.1.2.3"',
  ),
  bad(
    "HTTP and HTTPS on one port",
    { TLS_MODE: "self-signed", PUBLIC_URL, HTTP_PORT: "443", HTTPS_PORT: "443" },
    "CFG-031",
    'HTTPS_PORT is "443", which is HTTP_PORT too',
  ),
  bad(
    "HTTPS and DICOM on one port",
    { TLS_MODE: "self-signed", PUBLIC_URL, HTTPS_PORT: "4242" },
    "CFG-031",
    "which is DICOM_PORT too",
  ),
  ...[
    "proxy.example.org",
    "10.1.2",
    "10.0.0.0/33",
    "0.0.0.0/0",
    "::/0",
    "fe80::1%eth0",
    "1::2::3",
    "10.1.2.3,",
    ",",
  ].map((proxies) =>
    bad(
      `${proxies} as a proxy`,
      { TLS_MODE: "proxy", PUBLIC_URL, TRUSTED_PROXIES: proxies },
      "CFG-032",
      `TRUSTED_PROXIES is "${proxies}"; it must be host, or addresses and networks of proxies`,
    ),
  ),
  bad(
    "a proxy on this machine, and the network open",
    { TLS_MODE: "proxy", PUBLIC_URL, TRUSTED_PROXIES: "host", BIND_ADDRESS: "0.0.0.0" },
    "CFG-038",
    'BIND_ADDRESS is "0.0.0.0"; with TRUSTED_PROXIES host it must be 127.0.0.1',
  ),
];
