import { type Compose, serviceStates, setupOutput } from "./docker";
import { complain, say } from "./project";
import { capture, type Variables } from "./run";
import type { Configuration } from "./settings";

const SHOWN_LINES = 30;

/** After a good start: the address, who may log in, and how to open it to others. */
export function tellResult(compose: Compose, environment: Variables, configuration: Configuration, since: Date): void {
  const { publicUrl, adminName, bindAddress, tlsMode } = configuration.settings;
  const { out } = setupOutput(compose, environment, since);
  say("");
  // The same text as in the log of `setup`: the address, and at the first start the password.
  say(out.trim() === "" ? `Collimator: ${publicUrl}/` : out.trim());
  if (!out.includes("First start")) say(`Admin: ${adminName}, unless another was made since.`);
  if (bindAddress.startsWith("127.") && tlsMode !== "proxy") {
    say(`Only this machine can open it. For others: set PUBLIC_URL, BIND_ADDRESS and TLS_MODE in .env (docs/tls.md).`);
  }
}

/** After a failed start: the sentence of `setup`, or the last lines of what does not run. */
export function tellFailure(compose: Compose, environment: Variables, since: Date): void {
  const { out, err } = setupOutput(compose, environment, since);
  if (out.includes("admin reset")) complain(`\n${out.trim()}`);
  if (err.trim() !== "") {
    complain(`\nThe start failed:\n${err.trim()}`);
    return;
  }
  const failed = serviceStates(compose, environment).filter(
    ({ service, state, health }) => service !== "setup" && (state !== "running" || health === "unhealthy"),
  );
  if (failed.length === 0) complain("\nThe start failed; the message of Docker is above.");
  for (const { service, state, health } of failed) {
    const command = [...compose, "logs", "--no-log-prefix", "--tail", String(SHOWN_LINES), service];
    const { stdout, stderr } = capture(command, { environment });
    complain(
      `\nThe start failed: ${service} is ${health === "" ? state : health}. Its last lines:\n${stdout}${stderr}`,
    );
  }
}
