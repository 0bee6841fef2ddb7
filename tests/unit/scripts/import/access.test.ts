import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { openAccess } from "../../../../scripts/lib/import/access";

/** A server that answers everything with one status, and the paths that it is asked for. */
async function startServer(
  status: number,
  headers: Record<string, string>,
): Promise<{ url: string; asked: unknown[] }> {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(status, headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function withToken(): void {
  vi.stubEnv("COLLIMATOR_TOKEN", "clt_a_b");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

test.each(["http://pacs.example.org", "http://192.0.2.1:8080", "http://localhost.example.org", "http://[2001:db8::1]"])(
  "nothing is sent to %s, where it would cross a network unencrypted",
  async (url) => {
    withToken();
    expect(await openAccess(url, "")).toMatch(/^http:.* unencrypted: use https/);
  },
);

test("a token is used at an address of this machine in plain http", async () => {
  withToken();
  const { url } = await startServer(200, {});
  expect(await openAccess(url, "")).toMatchObject({ url, headers: { Authorization: "Bearer clt_a_b" } });
});

test.each([301, 302, 307, 308])("an address that answers %i is not logged in at", async (status) => {
  const { url, asked } = await startServer(status, { Location: "https://pacs.example.org/healthz" });
  expect(await openAccess(url, "")).toBe(
    `${url} leads to https://pacs.example.org/healthz; give the PUBLIC_URL itself.`,
  );
  expect(asked).toEqual(["/healthz"]);
});
