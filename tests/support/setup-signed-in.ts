import type { TestProject } from "vitest/node";
import { spendFirstPassword } from "./forms";
import { startStack } from "./stack";

/** A stack of the project's own, as `inject("stack")`, and the admin's session cookie, as `inject("session")`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stack, stop } = await startStack(project.config.root, project.name);
  project.provide("stack", stack);
  project.provide("session", await spendFirstPassword(stack, stack.firstPassword));
  return stop;
}
