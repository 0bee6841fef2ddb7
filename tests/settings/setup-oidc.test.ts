import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { GOOD_OIDC } from "../support/bad-oidc-settings";
import { docker } from "../support/docker";
import { type LabCa, makeLabCa } from "../support/lab-ca";
import { type Ended, runContainer } from "../support/run-container";

const EX_CONFIG = 78;
const volume = `collimator-setup-oidc-${randomUUID().slice(0, 8)}`;
const folder = mkdtempSync(join(tmpdir(), "collimator-setup-oidc-"));
const SECRETS = ["--volume", `${volume}:/secrets/gateway`];
let ca: LabCa;

/** Runs `setup` with settings and with more options of `docker run`. */
function setup(settings: Readonly<Record<string, string>>, ...more: readonly string[]): Ended {
  const env = Object.entries(settings).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  return runContainer("--network", "none", ...SECRETS, ...more, ...env, imageName("gateway"), "setup");
}

function written(file: string): string {
  const options = ["--network", "none", ...SECRETS, "--entrypoint", "cat", imageName("gateway")];
  return runContainer(...options, `/secrets/gateway/${file}`).stdout.toString();
}

/** A file of the host at a place in the container. */
function mounted(content: string, place: string, mode = 0o644): string[] {
  const file = join(folder, randomUUID());
  writeFileSync(file, content);
  chmodSync(file, mode);
  return ["--volume", `${file}:${place}:ro`];
}

beforeAll(() => {
  chmodSync(folder, 0o755);
  ca = makeLabCa();
});

afterAll(() => {
  spawnSync("docker", ["volume", "rm", "--force", volume]);
  rmSync(folder, { recursive: true, force: true });
  ca.remove();
});

describe("setup with single sign-on", () => {
  test("setup writes the single sign-on settings for the gateway", () => {
    const roles = 'radiology=viewer, "CN=pacs,OU=x"=admin, *=uploader';
    const more = { OIDC_ROLES: roles, OIDC_ROLES_CLAIM: "groups,resource_access.*.roles", OIDC_CONFIRM_ACR: "a b" };
    expect(setup({ ...GOOD_OIDC, ...more, OUTBOUND_PROXY: "http://proxy", OUTBOUND_NO_PROXY: "a,b" })).toMatchObject({
      status: 0,
    });
    expect(JSON.parse(written("settings.json"))).toMatchObject({
      localAccounts: "on",
      outboundProxy: "http://proxy:80",
      outboundNoProxy: ["a", "b"],
      oidc: {
        issuer: GOOD_OIDC.OIDC_ISSUER,
        clientId: "collimator",
        clientSecret: GOOD_OIDC.OIDC_CLIENT_SECRET,
        clientAuth: "client_secret_basic",
        name: "single sign-on",
        scopes: "openid profile email",
        roles: [
          { value: "radiology", role: "viewer" },
          { value: "CN=pacs,OU=x", role: "admin" },
          { value: "*", role: "uploader" },
        ],
        rolesClaims: [["groups"], ["resource_access", "*", "roles"]],
        nameClaim: ["preferred_username"],
        internalUrl: "",
        endpoints: { authorization: "", token: "", jwks: "", userinfo: "", endSession: "" },
        audience: "",
        confirmAcr: ["a", "b"],
      },
    });
  });

  test("setup writes no single sign-on settings if it is off", () => {
    expect(setup({}).status).toBe(0);
    const settings = JSON.parse(written("settings.json")) as object;
    expect(settings).not.toHaveProperty("oidc");
    expect(settings).toMatchObject({ outboundProxy: "", outboundNoProxy: [] });
  });

  test("setup makes one secret for sealing and keeps it", () => {
    const sealing = (): unknown => {
      expect(setup({}).status).toBe(0);
      return (JSON.parse(written("settings.json")) as { sealingSecret: unknown }).sealingSecret;
    };
    const first = String(sealing());
    expect(Buffer.from(first, "base64")).toHaveLength(32);
    expect(sealing()).toBe(first);
  });

  test("setup takes the client's secret from a file and shows it nowhere", () => {
    const file = mounted("the secret in the file\n", "/run/secrets/oidc_client_secret");
    const where = { OIDC_CLIENT_SECRET: "", OIDC_CLIENT_SECRET_FILE: "/run/secrets/oidc_client_secret" };
    const settings = { ...GOOD_OIDC, ...where };
    const ended = setup(settings, ...file);
    expect(ended.status).toBe(0);
    expect(ended.stdout.toString() + ended.stderr).not.toContain("the secret in the file");
    expect(JSON.parse(written("settings.json"))).toMatchObject({ oidc: { clientSecret: "the secret in the file" } });
  });

  test("setup accepts roles from the policy file and refuses an unknown one", () => {
    const policy = '{"version": 1, "roles": {"nurse": {"permissions": ["view"]}}}';
    const own = mounted(policy, "/policy/policy.json");
    const settings = { ...GOOD_OIDC, OIDC_ROLES: "ward=nurse" };
    expect(setup(settings, ...own).status).toBe(0);
    const { status, stderr } = setup(settings);
    expect(stderr).toBe(
      'CFG-054: OIDC_ROLES gives "ward" the role "nurse", which does not exist; it must be one of admin, auditor, contributor, radiologist, researcher, technologist, uploader, viewer. See docs/configuration.md#oidc_roles\n',
    );
    expect(status).toBe(EX_CONFIG);
  });

  test("setup trusts Debian's authorities and those of EXTRA_CA_CERTS", () => {
    const count = (): number => written("ca.pem").split("BEGIN CERTIFICATE").length - 1;
    expect(setup({}).status).toBe(0);
    const system = count();
    expect(system).toBeGreaterThan(50);
    const file = mounted(ca.certificate, "/run/secrets/extra_ca");
    expect(setup({ ...GOOD_OIDC, EXTRA_CA_CERTS: "ca.pem" }, ...file).status).toBe(0);
    expect(count()).toBe(system + 1);
    expect(written("ca.pem")).toContain(ca.certificate);
  });

  test("setup has to read EXTRA_CA_CERTS with single sign-on, and ignores it without", () => {
    const unreadable = mounted(ca.certificate, "/run/secrets/extra_ca", 0o600);
    expect(setup({ EXTRA_CA_CERTS: "ca.pem" }, ...unreadable).status).toBe(0);
    const { status, stderr } = setup({ ...GOOD_OIDC, EXTRA_CA_CERTS: "ca.pem" }, ...unreadable);
    expect(stderr).toBe(
      'CFG-018: EXTRA_CA_CERTS is "ca.pem"; with OIDC_ISSUER it must be a file with PEM certificates that user id 10001 may read. See docs/configuration.md#extra_ca_certs\n',
    );
    expect(status).toBe(EX_CONFIG);
  });

  test.each([
    [
      { OIDC_ISSUER: "http://login.example.org" },
      'CFG-050: OIDC_ISSUER is "http://login.example.org"; it must be https',
    ],
    [{ OIDC_ISSUER: "" }, "CFG-051: OIDC_CLIENT_ID is"],
    [{ OIDC_CLIENT_AUTH: "none" }, 'CFG-056: OIDC_CLIENT_AUTH is "none"'],
  ])("setup is stopped by %j", (changed, sentence) => {
    const { status, stderr } = setup({ ...GOOD_OIDC, ...changed });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain(GOOD_OIDC.OIDC_CLIENT_SECRET);
    expect(status).toBe(EX_CONFIG);
  });
});

describe("single sign-on in a running gateway", () => {
  const inGateway = async (...command: readonly string[]): Promise<string> =>
    (await docker("exec", `${inject("stack").project}-gateway-1`, ...command)).stdout;

  test("a running gateway has its container's name servers and the authorities", async () => {
    expect(await inGateway("cat", "/run/collimator/resolver.conf")).toBe("resolver 127.0.0.11 ipv6=off;\n");
    expect(await inGateway("grep", "-c", "BEGIN CERTIFICATE", "/secrets/ca.pem")).toMatch(/^[0-9]+\n$/);
  });
});
