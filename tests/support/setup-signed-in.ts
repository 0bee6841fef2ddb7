import type { TestProject } from "vitest/node";
import { spendFirstPassword } from "./forms";
import { startStack } from "./stack";

/** Settings of a project's stack: attacks are sent to one that has everything that can be turned on. */
const SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = { attacks: { WADO_URI: "on" } };

/** A stack of the project's own, as `inject("stack")`, and the admin's session cookie, as `inject("session")`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stack, stop } = await startStack(project.config.root, project.name, SETTINGS[project.name]);
  project.provide("stack", stack);
  project.provide("session", await spendFirstPassword(stack, stack.firstPassword));
  return stop;
}
