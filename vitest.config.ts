import { defineConfig } from "vitest/config";

/** Nothing of a test is bound to a quick machine but what it claims itself: tests/support/docker.ts, `within`. */
const PATIENCE = { testTimeout: 120_000, expect: { poll: { timeout: 90_000, interval: 200 } } };

/** A failure says what was found instead, not "[ Array(1) ]". */
const WHOLE = { chaiConfig: { truncateThreshold: 0 } };

/** Tests against a whole stack of their own; one file at a time, since they share it. */
function stackProject(name: string, globalSetup: string, folder = name) {
  return {
    test: {
      name,
      include: [`tests/${folder}/**/*.test.ts`],
      globalSetup: [globalSetup],
      fileParallelism: false,
      ...PATIENCE,
      ...WHOLE,
      hookTimeout: 300_000,
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.ts"],
          globalSetup: ["tests/support/lua-runtime.ts"],
          ...PATIENCE,
          ...WHOLE,
          hookTimeout: 120_000,
        },
      },
      stackProject("integration", "tests/support/setup-signed-in.ts"),
      stackProject("settings", "tests/support/setup-signed-in.ts"),
      stackProject("attacks", "tests/support/setup-signed-in.ts"),
      stackProject("lifecycle", "tests/support/setup-stack.ts"),
      stackProject("browser", "tests/support/setup-stack.ts", "browser/flows"),
      stackProject("names", "tests/support/setup-signed-in.ts", "browser/names"),
      stackProject("objects", "tests/support/setup-signed-in.ts", "browser/objects"),
      stackProject("sso", "tests/support/oidc/setup-sso.ts"),
    ],
  },
});
