import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const orthanc = JSON.parse(readFileSync("orthanc/orthanc.json", "utf8")) as Record<string, unknown>;

/** A number in one of the gateway's sources. */
function numberIn(file: string, pattern: RegExp): number {
  const found = pattern.exec(readFileSync(file, "utf8"))?.[1];
  expect(found, `${file} has no ${pattern.source}`).toBeDefined();
  return Number(found);
}

test("the archive's disk holds what the archive reports as stored", () => {
  expect(orthanc).toMatchObject({ SyncStorageArea: true, OverwriteInstances: false, MaximumStorageSize: 0 });
});

test("the archive stores files unchanged and with a digest, so that frames can be read from them", () => {
  expect(orthanc).toMatchObject({ StorageCompression: false, StoreMD5ForAttachments: true });
  expect(orthanc).not.toHaveProperty("IngestTranscoding");
});

test("the archive's log has no line for each result of a search, but says if one reads a file", () => {
  // docs/adr/0037-searches-read-no-file.md: W001 is about a file that is read, and must not come.
  expect(orthanc).toMatchObject({
    StorageAccessOnFind: "Never",
    Warnings: {
      W002_InconsistentDicomTagsInDb: false,
      W005_RequestingTagFromLowerResourceLevel: false,
      W007_MissingRequestedTagsNotReadFromDisk: false,
    },
  });
  expect(Object.keys(orthanc["Warnings"] as object)).toHaveLength(3);
});

test.each([
  ["nginx", "lua-src/setup/gateway-files.ts", /keepalive_timeout (\d+)ms/],
  ["the frames handler", "lua-src/gateway/archive/connection.ts", /IDLE_MS = (\d+);/],
])("%s closes an idle connection after half the archive's timeout", (_, file, pattern) => {
  expect(orthanc).toMatchObject({ KeepAlive: true });
  expect(numberIn(file, pattern)).toBeLessThan((Number(orthanc["KeepAliveTimeout"]) * 1000) / 2);
});

test("connections kept open by up to nine workers leave archive threads for other requests", () => {
  const ofNginx = numberIn("lua-src/setup/gateway-files.ts", /keepalive (\d+);/);
  const ofFrames = numberIn("lua-src/gateway/archive/connection.ts", /MOST_IDLE = (\d+);/);
  const readers = numberIn("lua-src/gateway/queue/kinds.ts", /"light", slots: (\d+)/);
  const heavy = numberIn("lua-src/gateway/queue/kinds.ts", /"heavy", slots: (\d+)/);
  expect(orthanc["HttpThreadsCount"]).toBeGreaterThan(9 * (ofNginx + ofFrames) + readers + heavy);
});

test.each([
  ["DicomPort", "PORT"],
  ["DicomThreadsCount", "MOST_ASSOCIATIONS"],
])("the proxy at the DICOM port has the archive's %s", (setting, name) => {
  expect(numberIn("scripts/docker/orthanc-dicom-door.c", new RegExp(`#define ${name} (\\d+)\\n`))).toBe(
    orthanc[setting],
  );
});
