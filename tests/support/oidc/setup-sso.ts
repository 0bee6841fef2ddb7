import type { TestProject } from "vitest/node";
import { spendFirstPassword } from "../forms";
import { startStack } from "../stack";
import { issuerAt, makeOidcLab, PROVIDER_HOST } from "./lab";
import { startRelay } from "./relay";
import { ssoSettings } from "./relying";

/**
 * A stack with single sign-on at the lab's first provider, which a test file starts: as `inject("stack")` and
 * `inject("lab")`, with the local admin's session as `inject("session")`.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { lab, remove } = await makeOidcLab();
  const settings = { ...ssoSettings(issuerAt(lab.ports.certified)), EXTRA_CA_CERTS: lab.caFile };
  const { stack, stop } = await startStack(project.config.root, project.name, settings);
  const relay = await startRelay(stack, PROVIDER_HOST, Object.values(lab.ports));
  project.provide("lab", lab);
  project.provide("stack", stack);
  project.provide("session", await spendFirstPassword(stack, stack.firstPassword));
  return async () => {
    await relay.stop();
    await stop();
    remove();
  };
}
