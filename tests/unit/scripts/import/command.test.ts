import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { testFolder, writeFiles } from "../../../support/folders";
import { beginImport, runImport } from "../../../support/import-command";
import { instance } from "../../../support/store-files";

test.each([
  ["a path", (hostile: string) => [hostile]],
  ["an option", (hostile: string) => [`--${hostile}`]],
  ["a journal", (hostile: string) => ["--journal", `package.json/${hostile}`, "--url", "http://127.0.0.1:1", "docs"]],
])("%s with control characters reaches the terminal without them", async (_, wordsOf) => {
  const words = wordsOf("a\x1b[2J\x9b\u202eb");
  const { status, stderr } = await runImport(words, { XDG_STATE_HOME: testFolder(), COLLIMATOR_TOKEN: "clt_a_b" });
  expect(status).toBe(2);
  expect(stderr).toContain("a?[2J??b");
  expect(stderr.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

/** A gateway that lets somebody log in and has no time for uploads; `whenAsked` is told each path. */
async function startBusyGateway(whenAsked: (path: string) => void): Promise<string> {
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    request.resume().on("end", () => {
      if (path === "/login") response.writeHead(303, { "Set-Cookie": "s=1", Location: "/" });
      if (path === "/pacs/studies") response.writeHead(503, { "Retry-After": "300" });
      response.end();
      whenAsked(path);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each(["SIGINT", "SIGTERM"] as const)("an import that gets %s says how far it is and logs out", async (signal) => {
  const folder = testFolder();
  writeFiles(folder, { a: instance(), empty: "" });
  const paths: string[] = [];
  let sent = (): void => undefined;
  const isSent = new Promise<void>((resolve) => (sent = resolve));
  const url = await startBusyGateway((path) => {
    paths.push(path);
    if (path === "/pacs/studies") sent();
  });
  const person = { COLLIMATOR_USER: "a", COLLIMATOR_PASSWORD: "b", XDG_STATE_HOME: testFolder() };
  const { child, ended } = beginImport(["--url", url, folder], person);
  await isSent;
  child.kill(signal);
  const { status, stdout, stderr } = await ended;
  expect([status, paths]).toEqual([2, ["/healthz", "/login", "/pacs/studies", "/logout"]]);
  expect(stdout).toContain("0 files stored, 1 refused");
  expect(stderr).toContain("The import ended early: it was interrupted.");
});
