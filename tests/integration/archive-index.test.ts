import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { docker } from "../support/docker";

const volume = `collimator-index-${randomUUID()}`;
afterAll(async () => {
  await docker("volume", "rm", "-f", volume);
});

const INDEX = "/archive/index";
/** How Orthanc looks up an instance, as it does for each frame and for each slice of a series' metadata. */
const LOOK_UP = "EXPLAIN QUERY PLAN SELECT internalId FROM Resources WHERE resourceType=3 AND publicId='x'";
/** What Orthanc asks at once of a study's series: which there are, and in parts what is known of each and its relatives. */
const QUERY = `EXPLAIN QUERY PLAN WITH Lookup AS (
  SELECT series.publicId, series.internalId, ROW_NUMBER() OVER (ORDER BY series.publicId) AS rowNumber
  FROM Resources AS series INNER JOIN Resources studies ON studies.internalId = series.parentId
  INNER JOIN DicomIdentifiers t0 ON t0.id = studies.internalId AND t0.tagGroup = 32 AND t0.tagElement = 13
  WHERE series.resourceType = 3 AND t0.value = 'x')
${[
  "SELECT 1 AS part, Lookup.internalId, rowNumber, publicId, NULL FROM Lookup",
  "SELECT 2, Lookup.internalId, NULL, value, tagElement FROM Lookup INNER JOIN MainDicomTags ON MainDicomTags.id = Lookup.internalId",
  "SELECT 3, Lookup.internalId, NULL, value, type FROM Lookup INNER JOIN Metadata ON Metadata.id = Lookup.internalId",
  "SELECT 4, Lookup.internalId, NULL, uuid, fileType FROM Lookup INNER JOIN AttachedFiles ON AttachedFiles.id = Lookup.internalId",
  `SELECT 5, Lookup.internalId, NULL, value, tagElement FROM Lookup INNER JOIN Resources current ON Lookup.internalId = current.internalId
   INNER JOIN MainDicomTags ON MainDicomTags.id = current.parentId`,
  `SELECT 6, Lookup.internalId, NULL, value, revision FROM Lookup INNER JOIN Resources child ON child.parentId = Lookup.internalId
   INNER JOIN Metadata ON Metadata.id = child.internalId AND Metadata.type IN (1)`,
  "SELECT 7, Lookup.internalId, NULL, child.publicId, NULL FROM Lookup INNER JOIN Resources child ON Lookup.internalId = child.parentId",
].join(" UNION ")} ORDER BY part, rowNumber`;

/** Starts a command as the archive's container starts Orthanc, with an archive that stays from one to the next. */
async function start(...command: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return docker("run", "--rm", "--network", "none", "-v", `${volume}:/archive`, imageName("orthanc"), ...command);
}

/** Changes the archive past the container's own start. */
async function change(...command: readonly string[]): Promise<void> {
  const place = ["--rm", "--network", "none", "-v", `${volume}:/archive`, "--entrypoint", command[0] ?? ""];
  expect((await docker("run", ...place, imageName("orthanc"), ...command.slice(1))).status).toBe(0);
}

test("a new archive's index has statistics for its indexes before it holds any data", async () => {
  expect((await start("sqlite3", INDEX, LOOK_UP)).stdout).toContain("PublicIndex (publicId=?)");
});

test("a lookup of a study's series uses the index and scans no whole table", async () => {
  const { status, stdout } = await start("sqlite3", INDEX, QUERY);
  expect(status).toBe(0);
  expect(stdout).toContain("SEARCH child USING");
  const scans = [...stdout.matchAll(/SCAN (\S+)/g)].map(([, table]) => table);
  expect(scans.filter((table) => table !== "Lookup" && table?.startsWith("(subquery") !== true)).toEqual([]);
});

test("an older archive's index gets the statistics at the next start and keeps its data", async () => {
  await change("sqlite3", INDEX, "DELETE FROM sqlite_stat1; INSERT INTO Resources VALUES (7, 0, 'patient', NULL)");
  await change("sqlite3", INDEX, "DROP TABLE sqlite_stat1");
  const { stdout } = await start("sqlite3", INDEX, `SELECT publicId FROM Resources; ${LOOK_UP}`);
  expect(stdout).toContain("patient");
  expect(stdout).toContain("PublicIndex (publicId=?)");
});

test("statistics from ANALYZE or an older image are replaced", async () => {
  await change("sqlite3", INDEX, "ANALYZE; UPDATE sqlite_stat1 SET stat = '1000000 1000000' WHERE idx = 'PublicIndex'");
  const { stdout } = await start("sqlite3", INDEX, "SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'Resources'");
  expect(stdout).toContain("PublicIndex|1000000 1\n");
});

describe("values that no list can be made of", () => {
  /** Request Attributes as Orthanc writes them: of so many characters, with some element, and in some sequence. */
  const attributes = (length: number, element = "0040,0007", type = "String", sequence = "0040,0275"): string => {
    const start = `{"Sequences":{"${sequence}":{"Type":"Sequence","Value":[{"${element}":{"Type":"${type}","Value":"`;
    return `${start}${"x".repeat(length - start.length - 7)}"}}]}}}`;
  };
  const VALUES = [
    attributes(8192),
    attributes(8193),
    attributes(200, "0009,1001"),
    attributes(200, "0028,0010"),
    attributes(200, "0040,0007", "TooLong"),
    attributes(200, "0040,0007", "String", "0020,0037"),
    '{"Sequences":{"0040,0275":{"Type":"Sequence","Value":[{},{}]}}}',
    "no JSON",
  ];
  const LEFT = "SELECT id, length(value) FROM Metadata WHERE type = 16";
  const TAGS = "SELECT id, tagGroup, tagElement, value FROM MainDicomTags";
  /** Rows, Columns, SOP Class UID, Image Index, and a Request Attributes Sequence that is none. */
  const NUMBERS = `(7, 40, 16, '65535'), (7, 40, 17, '65536'), (8, 40, 16, 'abc'), (8, 40, 17, '1'), (8, 8, 22, 'abc'),
    (8, 84, 4912, ''), (8, 64, 629, 'abc')`;
  const WRITE = `INSERT OR REPLACE INTO Metadata (id, type, value) VALUES
    ${VALUES.map((value, at) => `(${7 + at}, 16, '${value}')`).join(", ")};
    INSERT OR REPLACE INTO MainDicomTags VALUES ${NUMBERS}`;
  const RIGHT = "7|40|16|65535\n8|8|22|abc\n8|40|17|1\n";

  const expectBounds = async (): Promise<void> => {
    expect((await start("sqlite3", INDEX, LEFT)).stdout).toBe("7|8192\n");
    expect((await start("sqlite3", INDEX, `${TAGS} ORDER BY 1, 2, 3`)).stdout).toBe(RIGHT);
  };

  test("values that no list can be made of are removed from an older archive's index at the next start", async () => {
    const resources = VALUES.slice(1).map((_, at) => `(${8 + at}, 0, 'other ${at}', NULL)`);
    const older = "CREATE TRIGGER BoundedSequences BEFORE INSERT ON Metadata BEGIN SELECT RAISE(IGNORE); END";
    const drop = "DROP TRIGGER KnownSequences; DROP TRIGGER KnownNumbers";
    await change("sqlite3", INDEX, `${drop}; INSERT INTO Resources VALUES ${resources.join(", ")}; ${WRITE}; ${older}`);
    await expectBounds();
  });

  test("values that no list can be made of are not written to the index, and nothing fails because of that", async () => {
    await change("sqlite3", INDEX, `DELETE FROM Metadata; DELETE FROM MainDicomTags; ${WRITE}`);
    await expectBounds();
  });
});

describe("modalities and UIDs", () => {
  /** Two studies, the second with 100 series, of which these are written. */
  const RESOURCES = [1, 2].map(
    (study) => `INSERT OR REPLACE INTO Resources VALUES (${1000 * study}, 1, 'study ${study}', NULL);
    WITH RECURSIVE numbers(n) AS (VALUES (1) UNION SELECT n + 1 FROM numbers LIMIT ${study === 1 ? 99 : 100})
    INSERT OR REPLACE INTO Resources SELECT ${1000 * study} + n, 2, 'series ${study} ' || n, ${1000 * study} FROM numbers;`,
  );
  const MODALITIES = ["CT", "ZZ", "RTSTRUCT", "Own", "x".repeat(16), "x".repeat(17), "ct", ""];
  const UIDS = ["1.2", "1.2é", "é", "1.2\t", "1.2_", "%1.2", " 1.2"];
  const rows = (table: string, list: readonly (readonly [id: number, tag: string, value: string])[]): string =>
    `INSERT INTO ${table} VALUES ${list.map(([id, tag, value]) => `(${id}, ${tag}, '${value}')`).join(", ")};`;
  const modalities = [1001, 2001].flatMap((first) =>
    MODALITIES.map((modality, at) => [first + at, "8, 96", modality] as const),
  );
  const uids = ["8, 24", "8, 32", "32, 13", "32, 14", "16, 32"].flatMap((tag) =>
    UIDS.map((uid, at) => [1001 + at, tag, uid] as const),
  );
  const WRITE = [...RESOURCES, rows("DicomIdentifiers", uids), rows("MainDicomTags", [...modalities, ...uids])].join(
    "\n",
  );
  const CLEAR = "DELETE FROM MainDicomTags; DELETE FROM DicomIdentifiers";
  const TRIGGERS = ["KnownModalities", "ExactIdentifiers", "KnownSequences", "KnownNumbers"];

  async function expectBounds(): Promise<void> {
    const written = (
      await start("sqlite3", INDEX, "SELECT id, value FROM MainDicomTags WHERE tagElement = 96 ORDER BY 1")
    ).stdout;
    const few = ["CT", "ZZ", "RTSTRUCT", "Own", "x".repeat(16), undefined, "ct", ""];
    const many = ["CT", "ZZ", "RTSTRUCT"];
    const line = (first: number) => (value: string | undefined, at: number) =>
      value === undefined ? [] : [`${first + at}|${value}\n`];
    expect(written).toBe([...few.flatMap(line(1001)), ...many.flatMap(line(2001))].join(""));
    const found =
      "SELECT tagGroup || ' ' || tagElement, group_concat(id, ' ') FROM DicomIdentifiers GROUP BY 1 ORDER BY 1";
    expect((await start("sqlite3", INDEX, found)).stdout).toBe(
      "16 32|1001 1002 1003 1004 1005 1006 1007\n32 13|1001\n32 14|1001\n8 24|1001\n8 32|1001\n",
    );
  }

  test("what makes lists long or counts wrong is removed from an older archive's index at the next start", async () => {
    const drop = TRIGGERS.map((name) => `DROP TRIGGER ${name};`).join(" ");
    await change("sqlite3", INDEX, `${CLEAR}; ${drop} ${WRITE}`);
    await expectBounds();
  });

  test("what makes lists long or counts wrong is not written to the index", async () => {
    await change("sqlite3", INDEX, `${CLEAR}; ${WRITE}`);
    await expectBounds();
  });
});

test("a file that is not an index is left to Orthanc and logged", async () => {
  await change("sh", "-c", `echo something else > ${INDEX}`);
  const { status, stdout, stderr } = await start("cat", INDEX);
  expect([status, stdout]).toEqual([0, "something else\n"]);
  expect(stderr).toContain("could not be written");
});

test("leftover files of a removed index are not read into the new one", async () => {
  const beside = ["-wal", "-shm", "-journal"].map((end) => INDEX + end);
  await change("sh", "-c", `rm -f ${INDEX}* && touch ${beside.join(" ")}`);
  expect((await start("ls", "/archive")).stdout.trim()).toBe("index");
});
