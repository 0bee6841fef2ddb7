import { defineConfig } from "vitest/config";

/** Tests against a whole stack of their own; one file at a time, since they share it. */
function stackProject(name: string, globalSetup: string) {
  return {
    test: {
      name,
      include: [`tests/${name}/**/*.test.ts`],
      globalSetup: [globalSetup],
      fileParallelism: false,
      testTimeout: 120_000,
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
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
      stackProject("integration", "tests/support/setup-signed-in.ts"),
      stackProject("settings", "tests/support/setup-signed-in.ts"),
      stackProject("attacks", "tests/support/setup-signed-in.ts"),
      stackProject("lifecycle", "tests/support/setup-stack.ts"),
      stackProject("browser", "tests/support/setup-stack.ts"),
      stackProject("names", "tests/support/setup-signed-in.ts"),
      stackProject("objects", "tests/support/setup-signed-in.ts"),
      stackProject("sso", "tests/support/oidc/setup-sso.ts"),
    ],
  },
});
