import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { docker } from "../support/docker";

const volume = `collimator-index-${randomUUID()}`;
afterAll(async () => {
  await docker("volume", "rm", "-f", volume);
});

const INDEX = "/archive/index";
/** How Orthanc looks up an instance, as it does for each frame and for each slice of a series' metadata. */
const LOOK_UP = "EXPLAIN QUERY PLAN SELECT internalId FROM Resources WHERE resourceType=3 AND publicId='x'";

/** Starts a command as the archive's container starts Orthanc, with an archive that stays from one to the next. */
async function start(...command: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return docker("run", "--rm", "--network", "none", "-v", `${volume}:/archive`, imageName("orthanc"), ...command);
}

/** Changes the archive past the container's own start. */
async function change(...command: readonly string[]): Promise<void> {
  const place = ["--rm", "--network", "none", "-v", `${volume}:/archive`, "--entrypoint", command[0] ?? ""];
  expect((await docker("run", ...place, imageName("orthanc"), ...command.slice(1))).status).toBe(0);
}

test("a new archive's index knows what its indexes are worth before there is anything in it", async () => {
  expect((await start("sqlite3", INDEX, LOOK_UP)).stdout).toContain("PublicIndex (publicId=?)");
});

test("an older archive's index learns it at the next start, and keeps what it holds", async () => {
  await change("sqlite3", INDEX, "DELETE FROM sqlite_stat1; INSERT INTO Resources VALUES (7, 0, 'patient', NULL)");
  await change("sqlite3", INDEX, "DROP TABLE sqlite_stat1");
  const { stdout } = await start("sqlite3", INDEX, `SELECT publicId FROM Resources; ${LOOK_UP}`);
  expect(stdout).toContain("patient");
  expect(stdout).toContain("PublicIndex (publicId=?)");
});

test("what is no index is left to Orthanc, with a word in the log", async () => {
  await change("sh", "-c", `echo something else > ${INDEX}`);
  const { status, stdout, stderr } = await start("cat", INDEX);
  expect([status, stdout]).toEqual([0, "something else\n"]);
  expect(stderr).toContain("no statistics");
});
