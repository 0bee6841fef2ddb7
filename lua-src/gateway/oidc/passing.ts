import type { FlowTrouble } from "./flow-trouble";

/** Troubles of the provider's or the way to it, which pass: a session does not end for them. */
export function isPassing(trouble: FlowTrouble): boolean {
  for (const kind of [
    "outbound-",
    "provider-",
    "metadata-",
    "exchange-status",
    "userinfo-status",
    // A proxy's page in place of the provider's answer.
    "userinfo-form",
    "keys-",
  ]) {
    if (trouble.startsWith(kind)) return true;
  }
  return trouble === "state-unavailable";
}
