import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Phantom, phantomSeries } from "../../scripts/lib/phantom";
import { storescu } from "../support/c-store";
import { element } from "../support/dicom-encodings";
import { docker, until } from "../support/docker";
import { spendFirstPassword } from "../support/forms";
import { startStack, type Stack } from "../support/stack";
import { sendParts, type StoreAnswer } from "../support/store-parts";
import { newNames, objectOf } from "../support/uid-objects";

/** An archive whose whole disk has 48 MiB, of which it leaves 16 free. */
let stack: Stack;
let stop: () => Promise<void>;
let cookie = "";
const MIB = 1024 ** 2;
const MIN_FREE_MIB = 16;
const OUT_OF_RESOURCES = 0xa700;

beforeAll(async () => {
  const small = ["tests/settings/compose.small-archive.yml"];
  ({ stack, stop } = await startStack(process.cwd(), "full-disk", { ARCHIVE_MIN_FREE: `${MIN_FREE_MIB}m` }, small));
  cookie = await spendFirstPassword(stack, stack.firstPassword);
});
afterAll(async () => stop());

async function send(method: string, path: string, body?: string): Promise<Response> {
  const headers = { Cookie: cookie, Origin: stack.url, "Content-Type": "application/json" };
  return fetch(stack.url + path, body === undefined ? { method, headers } : { method, headers, body });
}

const ask = async (path: string): Promise<Response> => send("GET", path);

function phantom(slices: number, side = 64): Phantom {
  return phantomSeries({ name: randomUUID(), slices, rows: side, columns: side });
}

async function store({ files }: Phantom): Promise<StoreAnswer> {
  return sendParts(
    [...files()].map((bytes) => ({ bytes })),
    { url: stack.url, cookie },
  );
}

/** An object whose metadata take the archive about so many bytes, once somebody has asked for them. */
function textOf(bytes: number): Phantom {
  const names = newNames();
  const text = element(true, 0x0040a160, "UT", Buffer.from(randomBytes(bytes).toString("base64")));
  const files = function* (): Generator<Buffer> {
    yield Buffer.concat([objectOf(names), text]);
  };
  return { studyUid: names.study, seriesUid: names.series, files };
}

/** SOP Instance UIDs of a study's instances, in the archive. */
async function storedOf({ studyUid }: Phantom): Promise<string[]> {
  const answer = await ask(`/pacs/studies/${studyUid}/instances`);
  if (answer.status === 404) return [];
  return ((await answer.json()) as Record<string, { Value: string[] }>[]).map((one) => one["00080018"]?.Value[0] ?? "");
}

/** A series' address. */
const addressOf = ({ studyUid, seriesUid }: Phantom): string => `/pacs/studies/${studyUid}/series/${seriesUid}`;

/** The statuses of what a viewer asks of an instance. */
async function viewed(series: Phantom, instance: string): Promise<Readonly<Record<string, number>>> {
  const address = addressOf(series);
  const paths = {
    search: "/pacs/studies",
    metadata: `${address}/metadata`,
    frame: `${address}/instances/${instance}/frames/1`,
    file: `${address}/instances/${instance}`,
    picture: `${address}/instances/${instance}/rendered`,
  };
  const statuses = Object.entries(paths).map(async ([name, path]) => [name, (await ask(path)).status] as const);
  return Object.fromEntries(await Promise.all(statuses));
}

const inArchive = async (...command: readonly string[]): Promise<string> =>
  (await docker("exec", `${stack.project}-orthanc-1`, ...command)).stdout;

const FREE = "df --output=avail --block-size=1 /archive | tail -n 1";
const freeMib = async (): Promise<number> => Number(await inArchive("sh", "-c", FREE)) / MIB;

/** Takes what is left of the disk but for so many bytes, and gives it back. */
async function leave(bytes: number): Promise<void> {
  const fill = `wanted=$(($(${FREE}) - ${bytes})); [ $wanted -lt 0 ] || head -c $wanted /dev/zero > /archive/other`;
  await inArchive("sh", "-c", `rm -f /archive/other; ${fill}`);
}
const relieve = async (): Promise<unknown> => inArchive("rm", "/archive/other");

async function readyz(): Promise<{ readonly status: string; readonly details?: { readonly archive?: string } }> {
  return (await (await fetch(`${stack.url}/readyz`)).json()) as Awaited<ReturnType<typeof readyz>>;
}

async function untilWarned(pattern: RegExp): Promise<void> {
  await until(`readyz to say ${pattern.source}`, async () =>
    pattern.test((await readyz()).details?.archive ?? "") ? true : undefined,
  );
}

const before = phantom(2);
const large = phantom(40, 724);

test("readyz warns of a nearly full disk that still accepts objects", async () => {
  await untilWarned(/4\d MiB are free; below ARCHIVE_MIN_FREE, 16 MiB, nothing is stored/);
  expect((await readyz()).status).toBe("ready");
  expect((await store(before)).status).toBe(200);
});

test("an object larger than the remaining space is not stored, and nothing of it stays", async () => {
  await leave(20 * MIB);
  await expectRefused(phantom(1, 3600));
  await relieve();
  expect(Number.parseInt(await inArchive("du", "-sm", "/archive"), 10)).toBeLessThan(10);
});

describe("a disk with a little more than ARCHIVE_MIN_FREE", () => {
  const texts = [textOf(3 * MIB), textOf(3 * MIB), textOf(3 * MIB)];
  beforeAll(async () => {
    for (const text of texts) expect((await store(text)).status).toBe(200);
    await leave(17 * MIB);
  });
  afterAll(relieve);

  test("C-STORE is refused if it would leave less than ARCHIVE_MIN_FREE", async () => {
    await expectRefused(phantom(1, 1500));
    expect(await freeMib()).toBeGreaterThan(MIN_FREE_MIB);
  });

  test("an object without space for it is refused, however small", async () => {
    await leave(MIN_FREE_MIB * MIB);
    await expectRefused(textOf(3));
    await leave(17 * MIB);
  });

  test("reading metadata uses no space on a nearly full disk", async () => {
    for (const text of texts) expect((await ask(`${addressOf(text)}/metadata`)).status).toBe(200);
    expect(await freeMib()).toBeGreaterThan(MIN_FREE_MIB);
  });
});

describe("a disk that an upload fills", () => {
  let answer: StoreAnswer;

  test("an upload stores what has space, and names each other part as out of resources", async () => {
    const room = (await freeMib()) - MIN_FREE_MIB;
    answer = await store(large);
    expect([answer.status, answer.stored.length + answer.failed.length]).toEqual([202, 40]);
    // Of 1 MiB each; the index takes some of the room, more or less by when SQLite empties its log.
    expect(answer.stored.length).toBeGreaterThan(room / 4);
    expect(answer.stored.length).toBeLessThanOrEqual(room);
    expect(new Set(answer.failed.map(([, reason]) => reason))).toEqual(new Set([OUT_OF_RESOURCES]));
    expect(answer.text).toContain("archive-full");
  });

  test("a disk filled by an upload holds what was acknowledged, and nothing else", async () => {
    expect((await storedOf(large)).toSorted()).toEqual(answer.stored.toSorted());
    for (const uid of answer.stored) expect((await ask(`${addressOf(large)}/instances/${uid}`)).status).toBe(200);
  });
});

/** Whether nothing of a study is stored by any way in, and both say why. */
async function expectRefused(study: Phantom): Promise<void> {
  const answer = await store(study);
  expect([answer.status, answer.stored]).toEqual([507, []]);
  expect(new Set(answer.failed.map(([, reason]) => reason))).toEqual(new Set([OUT_OF_RESOURCES]));
  const { status, stdout, stderr } = await storescu([...study.files()], stack.aet, ["-v"], stack.dicomPort);
  expect(stdout + stderr).toMatch(/Refused: *Out ?Of ?Resources/i);
  expect(status).not.toBe(0);
  expect(await storedOf(study)).toEqual([]);
}

/** Whether a study can be stored by both ways again. */
async function expectTaken(study: Phantom): Promise<void> {
  await until("an upload to be stored", async () => ((await store(study)).status === 200 ? true : undefined));
  expect((await storescu([...phantom(1).files()], stack.aet, [], stack.dicomPort)).status).toBe(0);
}

describe("a disk with less than ARCHIVE_MIN_FREE", () => {
  const refused = phantom(3);
  beforeAll(async () => leave(8 * MIB));

  test("a full disk refuses every object, and every sender is told so", async () => {
    await expectRefused(refused);
  });

  test("a full disk is named by readyz and the command line", async () => {
    await untilWarned(/\d+ MiB are free, less than ARCHIVE_MIN_FREE: nothing is stored/);
    const ready = await docker("exec", `${stack.project}-gateway-1`, "collimator", "ready");
    expect([ready.status, ready.stdout]).toEqual([0, expect.stringMatching(/^ready\n\d+ MiB of the archive's disk/)]);
    await expectRefused(refused);
  });

  test("an object already stored is reported as stored on a full disk", async () => {
    const answer = await store(before);
    expect([answer.status, answer.stored.length]).toEqual([200, 2]);
  });

  test("searching and viewing work on a full disk, for studies never read before too", async () => {
    const [instance = ""] = await storedOf(before);
    expect(Object.values(await viewed(before, instance))).toEqual([200, 200, 200, 200, 200]);
  });

  test("a full disk accepts objects again by itself when an admin has deleted a study", async () => {
    const body = JSON.stringify({ Level: "Study", Query: { StudyInstanceUID: large.studyUid } });
    const [id = ""] = (await (await send("POST", "/pacs-admin/tools/find", body)).json()) as string[];
    expect((await send("DELETE", `/pacs-admin/studies/${id}`)).status).toBe(200);
    await expectTaken(refused);
  });
});

describe("a disk filled by others to its last byte", () => {
  const [unseen, refused] = [phantom(1), phantom(3)];
  beforeAll(async () => {
    expect((await store(unseen)).status).toBe(200);
    await leave(0);
  });

  test("a disk filled by others refuses objects, and everything can be searched and viewed", async () => {
    await expectRefused(refused);
    const [instance = ""] = await storedOf(unseen);
    expect(Object.values(await viewed(unseen, instance))).toEqual([200, 200, 200, 200, 200]);
  });

  test("a disk filled by others accepts objects again by itself when there is space", async () => {
    await relieve();
    await expectTaken(refused);
  });
});
