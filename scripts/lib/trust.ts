import { say } from "./project";
import { type Configuration, settingText } from "./settings";

/**
 * The file of extra certificates for builds: EXTRA_CA_CERTS, else what node itself is told to trust, since the same
 * TLS-inspecting proxy stands in front of the builds.
 */
export function extraCaCerts(configuration: Configuration, environment: NodeJS.ProcessEnv): string {
  const given = settingText(configuration, "EXTRA_CA_CERTS");
  const nodes = environment.NODE_EXTRA_CA_CERTS ?? "";
  if (given !== "" || nodes === "") return given;
  say(`Builds trust the certificates in ${nodes} too (NODE_EXTRA_CA_CERTS; EXTRA_CA_CERTS sets another file).`);
  return nodes;
}
