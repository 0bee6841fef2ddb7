import { describe, expect, inject, test } from "vitest";
import { untilFollowed } from "../support/cache";
import { docker, until } from "../support/docker";
import { rawHttp } from "../support/raw-http";
import { ask } from "../support/session";
import { gatewayName, metadataOf, navigate, phantom, store, untilPrefetched } from "../support/prefetch";

const archive = `${inject("stack").project}-orthanc-1`;

describe("the prefetch socket", () => {
  /** The status line of an answer on the socket, which only processes in the container reach. */
  async function sendPrefetch(line: string, ...fields: readonly string[]): Promise<string> {
    const script = [
      'my $s = IO::Socket::UNIX->new("/run/collimator/prefetch.sock") or die;',
      'print $s join("\\r\\n", @ARGV, "", "");',
      "print scalar <$s>;",
    ].join("\n");
    const request = [`${line} HTTP/1.0`, "Host: prefetch", ...fields];
    const { stdout } = await docker("exec", gatewayName(), "perl", "-MIO::Socket::UNIX", "-e", script, ...request);
    return stdout.trim();
  }

  test("the prefetch socket is in a folder that nobody else may open, and no port leads to it", async () => {
    const { stdout } = await docker("exec", gatewayName(), "stat", "-c", "%a %U", "/run/collimator");
    expect(stdout.trim()).toBe("700 collimator");
    const { status } = await rawHttp(
      Number(inject("stack").settings["HTTP_PORT"]),
      "GET /pacs/studies?limit=1 HTTP/1.1\r\nHost: prefetch\r\nConnection: close\r\n\r\n",
    );
    expect([400, 401, 421]).toContain(status);
  });

  test.each([
    ["POST /pacs/studies", "404"],
    ["GET /pacs-admin/system", "404"],
    ["GET /viewer", "404"],
    ["GET /pacs/studies/1.2", "409"],
    ["GET /pacs/studies/../../system", "40[04]"],
    ["GET /pacs/studies/1..2/series", "400"],
    ["GET /pacs/nothing", "404"],
    ["DELETE /pacs/studies/1.2", "405"],
  ])("the prefetch socket accepts only what viewers read and the gateway caches: %s", async (line, status) => {
    const type = 'Content-Type: multipart/related; type="application/dicom"; boundary=b';
    const body = line.startsWith("POST") ? [type, "Content-Length: 0"] : [];
    expect(await sendPrefetch(line, "Accept: */*", ...body)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  test("prefetching pauses while people keep the gateway busy", async () => {
    const study = phantom(1);
    await store(...study.instances);
    await untilFollowed();
    const begun = `GET /pacs/${metadataOf(study)}`;
    expect((await docker("pause", archive)).status).toBe(0);
    const asked = Array.from({ length: 8 }, async () => ask("/pacs-admin/modalities"));
    await until("the refusal", async () => ((await sendPrefetch(begun)).includes(" 503 ") ? true : undefined)).finally(
      async () => docker("unpause", archive),
    );
    await navigate(inject("session"), study);
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(8).fill(200));
    await untilPrefetched(study, 0);
  });

  test("the prefetch socket gives the same answer once in ten minutes", async () => {
    const study = phantom(1);
    await store(...study.instances);
    await untilFollowed();
    const line = `GET /pacs/${metadataOf(study)}`;
    expect(await sendPrefetch(line, "Accept: application/dicom+json")).toMatch(/ 200 /);
    expect(await sendPrefetch(line, "Accept: application/dicom+json")).toMatch(/ 204 /);
  });
});
