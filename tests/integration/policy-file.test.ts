import { existsSync, mkdtempSync, chmodSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { docker, within } from "../support/docker";
import { runContainer } from "../support/run-container";

const stack = inject("stack");
const folder = stack.settings["POLICY_DIR"] ?? "";
const file = join(folder, "policy.json");
const policy = (permission: string): string =>
  `{\n  "version": 1,\n  "roles": {\n    "reader": { "permissions": ["${permission}"] }\n  }\n}\n`;

beforeAll(() => {
  expect(existsSync(folder)).toBe(true);
});
afterAll(() => {
  rmSync(file, { force: true });
});

/** Waits until the gateway has said it, and gives how often. */
async function untilSaid(part: string, times: number): Promise<void> {
  await within(`"${part}" in the log, ${times} times`, 10, async () => {
    const { stdout, stderr } = await docker("logs", `${stack.project}-gateway-1`);
    return `${stdout}${stderr}`.split(part).length - 1 >= times ? true : undefined;
  });
}

test("a policy that is written, replaced or wrong is noticed while the gateway runs", async () => {
  writeFileSync(file, policy("view"));
  await untilSaid('"message":"policy in force"', 1);

  writeFileSync(file, policy("fly"));
  await untilSaid("policy refused, the one before stays in force: policy.json, line 4: a permission must be one of", 1);

  // As editors and deployments do it: another file under the same name.
  writeFileSync(`${file}.new`, policy("download"));
  renameSync(`${file}.new`, file);
  await untilSaid('"message":"policy in force"', 2);

  rmSync(file);
  await untilSaid('"message":"policy.json is gone: there are the built-in roles only"', 1);
});

describe("policy file at start", () => {
  const other = mkdtempSync(join(tmpdir(), "collimator-policy-"));
  chmodSync(other, 0o755);
  afterAll(() => {
    rmSync(other, { recursive: true, force: true });
  });
  const setup = (): ReturnType<typeof runContainer> =>
    runContainer("--network", "none", "--volume", `${other}:/policy:ro`, imageName("gateway"), "setup");

  test("a valid policy file is used at the start", () => {
    writeFileSync(join(other, "policy.json"), policy("view"));
    expect(setup().status).toBe(0);
  });

  test("an invalid policy file stops the start and names the line and the reason", () => {
    writeFileSync(join(other, "policy.json"), policy("fly"));
    const { status, stderr } = setup();
    expect(stderr).toMatch(
      /^CFG-060: policy\.json is refused, line 4: a permission must be one of view, .*\. See docs\/configuration\.md#policy_dir\n$/,
    );
    expect(status).toBe(78);
  });
});
