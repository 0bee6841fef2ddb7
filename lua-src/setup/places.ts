/** Where `setup` finds and puts things; volumes of docker-compose.yml. */
export const places = {
  gateway: "/secrets/gateway",
  orthanc: "/secrets/orthanc",
  valkey: "/secrets/valkey",
  /** Valkey's data, read-only here. */
  state: "/state",
  /** Orthanc's storage, read-only here. */
  archive: "/archive",
  /** The project's ohif-config, read-only: `override.json` and `custom/`. */
  viewerInput: "/ohif-config",
  /** The folder POLICY_DIR, read-only. */
  policy: "/policy",
  /** The authorities that Debian's ca-certificates trusts. */
  systemCa: "/etc/ssl/certs/ca-certificates.crt",
  /** The file EXTRA_CA_CERTS; empty where there is none. */
  extraCa: "/run/secrets/extra_ca",
  viewerTemplate: "/usr/share/collimator/app-config.template.js",
} as const;

/** Addresses in the internal network and the ports of its members. */
export const hosts = {
  orthanc: { last: 3, port: 8042 },
  valkey: { last: 4, port: 6379 },
} as const;
