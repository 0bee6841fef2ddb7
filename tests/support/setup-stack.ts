import type { TestProject } from "vitest/node";
import { startStack } from "./stack";

/** A stack of the project's own, as `inject("stack")`, its first password not yet used. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stack, stop } = await startStack(project.config.root, project.name);
  project.provide("stack", stack);
  return stop;
}
