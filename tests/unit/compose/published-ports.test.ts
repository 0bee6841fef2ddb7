import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";

/** What Compose makes of the gateway's ports, as `address:published:target`; no `.env` is read. */
function published(settings: Readonly<Record<string, string>>): string[] {
  const args = ["compose", "--env-file", "/dev/null", "config", "--format", "json", "gateway"];
  const { stdout } = spawnSync("docker", args, {
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...settings },
  });
  const { services } = JSON.parse(stdout.toString()) as {
    services: { gateway: { ports: { host_ip: string; published?: string; target: number }[] } };
  };
  return services.gateway.ports.map(({ host_ip: ip, published: port, target }) => `${ip}:${port ?? ""}:${target}`);
}

describe("published ports", () => {
  test("docker-compose.yml publishes HTTP on loopback, and for HTTPS, with nothing listening, any free loopback port", () => {
    expect(published({})).toEqual(["127.0.0.1:80:8080", "127.0.0.1::8443"]);
    expect(published({ BIND_ADDRESS: "0.0.0.0", HTTP_PORT: "81" })).toEqual(["0.0.0.0:81:8080", "127.0.0.1::8443"]);
  });

  test("docker-compose.yml publishes both ports at BIND_ADDRESS if HTTPS_PORT is set", () => {
    expect(published({ HTTPS_PORT: "443" })).toEqual(["127.0.0.1:80:8080", "127.0.0.1:443:8443"]);
    const open = { BIND_ADDRESS: "0.0.0.0", HTTP_PORT: "81", HTTPS_PORT: "444" };
    expect(published(open)).toEqual(["0.0.0.0:81:8080", "0.0.0.0:444:8443"]);
  });
});
