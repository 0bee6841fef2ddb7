import { describe, expect, inject, test } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { accessLine } from "../support/access-log";
import { docker, until } from "../support/docker";
import { ask } from "../support/session";

describe("the inner server", () => {
  /** The status and the header lines of an answer to a GET on the inner server's socket. */
  async function askInner(path: string, header: string): Promise<string> {
    const script = [
      'my $s = IO::Socket::UNIX->new("/run/collimator/inner.sock") or die;',
      'print $s "GET $ARGV[0] HTTP/1.0\\r\\nHost: archive\\r\\n$ARGV[1]\\r\\n\\r\\n";',
      "while (<$s>) { last if /^\\r?$/; print }",
    ].join("\n");
    const gateway = `${inject("stack").project}-gateway-1`;
    const { stdout } = await docker("exec", gateway, "perl", "-MIO::Socket::UNIX", "-e", script, path, header);
    return stdout;
  }

  test("the inner server gives a request the credentials of its scope", async () => {
    expect(await askInner("/system", "X-Scope: health")).toMatch(/^HTTP\/1\.1 200 /);
    expect(await askInner("/dicom-web/studies?limit=1", "X-Scope: view")).toMatch(/^HTTP\/1\.1 200 /);
  });

  test.each([
    ["no scope", "X-Other: x"],
    ["an empty scope", "X-Scope:"],
    ["an unknown scope", "X-Scope: root"],
    ["another scope's request", "X-Scope: view"],
    ["credentials of its own", "Authorization: Basic Z2F0ZXdheTp4"],
  ])("the inner server answers 500 to %s, which the outer server logs as second-lock", async (_, header) => {
    const answer = await askInner("/system", header);
    expect(answer).toMatch(/^HTTP\/1\.1 500 /);
    expect(answer).toMatch(/^X-Reason: second-lock\r$/m);
  });
});

describe("refusals by Orthanc", () => {
  /** Edits the credentials that `setup` has written, and waits until nginx uses them. */
  async function rename(from: string, to: string, status: number): Promise<void> {
    const { project } = inject("stack");
    const edit = ["--entrypoint", "sed", imageName("gateway"), "-i", `s/^    ${from} /    ${to} /`];
    const file = "/secrets/orthanc-authorization.conf";
    await docker("run", "--rm", "--network", "none", "-v", `${project}_secrets-gateway:/secrets`, ...edit, file);
    const reload = ["nginx", "-c", "/etc/collimator/nginx/nginx.conf", "-e", "stderr", "-s", "reload"];
    await docker("exec", `${project}-gateway-1`, ...reload);
    await until(`status ${status}`, async () => {
      // The worker that ends closes connections that a client has kept.
      const answer = await ask("/pacs/series?limit=1").catch(() => undefined);
      return answer?.status === status ? true : undefined;
    });
  }

  test("a request that Orthanc refuses gets a 500 without Orthanc's words, and the reason is logged", async () => {
    try {
      await rename("view", "nobody", 500);
      const answer = await ask("/pacs/series?limit=1");
      expect(answer.status).toBe(500);
      expect(answer.headers.get("www-authenticate")).toBeNull();
      expect(answer.headers.get("x-reason")).toBeNull();
      const problem = (await answer.json()) as Record<string, unknown>;
      expect(problem).toMatchObject({ title: "Internal Server Error", status: 500, reason: "second-lock" });
      const logged = await accessLine(String(problem["request"]));
      expect(logged).toMatchObject({ status: 500, reason: "second-lock", path: "/pacs/series" });
    } finally {
      await rename("nobody", "view", 200);
    }
  });
});
