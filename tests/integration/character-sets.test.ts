import { beforeAll, describe, expect, test } from "vitest";
import { untilHit } from "../support/cache";
import { type DicomJson, dicomJson } from "../support/dicom-json";
import { storeFiles } from "../support/multipart";
import { MISREAD, PEOPLE, pictureWith, studyOf } from "../support/names";
import { orthancPid } from "../support/orthanc-threads";
import { uidsOf } from "../support/pictures";
import { ask } from "../support/session";
import { sentFor, typedOf } from "../support/typed-names";

/** The search that OHIF's study list makes of what is typed into its field for names; of those that are stored here. */
async function patientsFound(typed: string): Promise<unknown[]> {
  const query = `limit=101&offset=0&fuzzymatching=false&PatientName=${encodeURIComponent(sentFor(typed))}`;
  const found = (await dicomJson(`/pacs/studies?${query}`)).map((study) => String(study["00100020"]?.Value?.[0]));
  return found.filter((id) => /^(NAME|CROWD)-/.test(id));
}

const SEARCHES = PEOPLE.flatMap(({ id, typed }) => typed.map((text) => [text, id] as const));

/**
 * More people than a study list shows. The archive's database knows none of their letters: to it they all have one name
 * and one description, and any search for letters that it doesn't know finds all of them.
 */
const CROWD = 120;
const letter = (at: number): string => String.fromCharCode(0x430 + at);
const nameOf = (at: number): string => `${at % 40 === 7 ? "Щукин" : "Окунев"}^${letter(at % 32)}${letter(at >> 5)}`;

function crowdMember(at: number): Buffer {
  return pictureWith(`crowd ${at}`, [
    { tag: 0x00081030, vr: "LO", value: `Снимок ${letter(at % 32)}${letter(at >> 5)}` },
    { tag: 0x00100010, vr: "PN", value: nameOf(at) },
    { tag: 0x00100020, vr: "LO", value: `CROWD-${at}` },
  ]);
}

beforeAll(async () => {
  await storeFiles([
    ...[...PEOPLE, ...MISREAD].map(studyOf),
    ...Array.from({ length: CROWD }, (_, at) => crowdMember(at)),
  ]);
});

describe("patient names", () => {
  test.each(SEARCHES)("the search %s finds the patient %s and nobody else", async (typed, id) => {
    expect(await patientsFound(typed)).toEqual([id]);
  });

  test.each([
    ["Müller, Jürgen", "NAME-IR100"],
    ["Müller, Jü", "NAME-IR100"],
    ["müller,jür", "NAME-IR100"],
    ["Yamada, Ta", "NAME-IR87"],
    ["山田, 太郎", "NAME-IR87"],
    ["Иванов, П", "NAME-IR144"],
    ["田中, 花子", "NAME-IR13-87"],
    ["ﾀﾅｶ, ﾊﾅｺ", "NAME-IR13-87"],
    ["Bär, Смирнов", "NAME-IR100-144"],
  ])("the name as it is shown, %s, finds the patient %s and nobody else", async (typed, id) => {
    expect(await patientsFound(typed)).toEqual([id]);
  });

  test.each(PEOPLE)(
    "$id is found alone: as the list shows the name, by half of it, in either order",
    async (person) => {
      for (const { how, text } of typedOf(person))
        expect(await patientsFound(text), `${how}: ${text}`).toEqual([person.id]);
    },
  );

  test("a search for a name that no patient has finds nothing", async () => {
    for (const typed of ["山本", "Möller", "حسن"]) expect(await patientsFound(typed)).toEqual([]);
  });

  test.each(PEOPLE)("the name of $id in $characterSet is right in searches and metadata", async ({ id, name }) => {
    const { study, series, instance } = uidsOf(id);
    const paths = [
      `/pacs/studies?PatientID=${id}`,
      `/pacs/studies/${study}/series?includefield=00100010`,
      `/pacs/studies/${study}/metadata`,
      `/pacs/studies/${study}/series/${series}/metadata`,
      `/pacs/studies/${study}/series/${series}/instances/${instance}/metadata`,
    ];
    for (const path of paths) {
      const [first] = await dicomJson(path);
      expect(first?.["00100010"]?.Value, path).toEqual([name]);
    }
  });
});

/** If one of these fails, Orthanc has learnt to read it: docs/images-and-names.md lists them as known limits. */
test.each(MISREAD)("a name in $characterSet is misread, and the file stays unchanged", async (person) => {
  const { id, name } = person;
  const { study } = uidsOf(id);
  for (const path of [`/pacs/studies?PatientID=${id}`, `/pacs/studies/${study}/metadata`]) {
    const [first] = await dicomJson(path);
    expect(first?.["00100010"]?.Value, path).toEqual([name]);
  }
  const answer = await ask(`/pacs/studies/${study}`);
  expect(Buffer.from(await answer.arrayBuffer()).includes(studyOf(person))).toBe(true);
});

const DAMAGED = 48;
const SETS = [
  "ISO 2022 IR 13\\ISO 2022 IR 87",
  "ISO 2022 IR 100\\ISO 2022 IR 144",
  "\\ISO 2022 IR 149",
  "\\ISO 2022 IR 87",
];
/** What designates a character set, wholly or in part, and what designates none. */
const ESCAPES = ["$B", "$@", "$(D", "$)C", "$)A", ")I", "(I", "-L", "-A", "(J", "(B", "$", "(", "", "%G"].map(
  (end) => `\x1b${end}`,
);

/** Escape sequences and bytes of all kinds, also half a character, one behind the other: another mix for each number. */
function damagedName(number: number): Buffer {
  let state = number + 1;
  const next = (end: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) % end;
  };
  const pieces = Array.from({ length: 16 }, () => {
    const kind = next(3);
    if (kind === 0) return Buffer.from(ESCAPES[next(ESCAPES.length)] ?? "", "latin1");
    return Buffer.from(Array.from({ length: 1 + next(3) }, () => (kind === 1 ? 0x21 + next(94) : 0xa1 + next(94))));
  });
  return Buffer.concat(pieces);
}

test("names with damaged escape sequences are listed as sound text, and the archive survives them", async () => {
  const pid = await orthancPid();
  const files = Array.from({ length: DAMAGED }, (_, at) =>
    pictureWith(`damaged ${at}`, [
      { tag: 0x00080005, vr: "CS", value: SETS[at % SETS.length] ?? "" },
      { tag: 0x00100010, vr: "PN", value: damagedName(at) },
      { tag: 0x00100020, vr: "LO", value: `DAMAGED-${at}` },
    ]),
  );
  await storeFiles(files);
  const headers = { Accept: "application/dicom+json" };
  const answer = await ask(`/pacs/studies?PatientID=DAMAGED-*&limit=${2 * DAMAGED}`, { headers });
  // Throws where it is no UTF-8.
  const text = new TextDecoder("utf-8", { fatal: true }).decode(await answer.arrayBuffer());
  expect(JSON.parse(text)).toHaveLength(DAMAGED);
  expect(await orthancPid()).toBe(pid);
});

describe("searches with more matches than the limit", () => {
  const PIKES = [7, 47, 87];
  const PIKE = `PatientName=${encodeURIComponent("*щукин*")}`;
  const ids = (found: readonly DicomJson[]): unknown[] => found.map((one) => one["00100020"]?.Value?.[0]);
  const sorted = (found: readonly unknown[]): unknown[] => found.toSorted();
  const expected = sorted(PIKES.map((at) => `CROWD-${at}`));

  test.each(["studies", "series", "instances"])("%s come in pages, each once, in one order", async (level) => {
    const path = `/pacs/${level}?${PIKE}&includefield=00100020`;
    const all = ids(await dicomJson(path));
    expect(sorted(all)).toEqual(expected);
    expect(ids(await dicomJson(`${path}&limit=101&offset=0`))).toEqual(all);
    expect(ids(await dicomJson(`${path}&limit=2`))).toEqual(all.slice(0, 2));
    for (const offset of [0, 1, 2, 3]) {
      const page = ids(await dicomJson(`${path}&limit=1&offset=${offset}`));
      expect(page, `offset ${offset}`).toEqual(all.slice(offset, offset + 1));
    }
  });

  test.each([
    ["a whole name", `PatientName=${encodeURIComponent(nameOf(100))}`],
    ["a description", `StudyDescription=${encodeURIComponent(`Снимок ${letter(100 % 32)}${letter(100 >> 5)}`)}`],
    ["letters and an identifier", `PatientName=${encodeURIComponent("Окунев*")}&PatientID=CROWD-100`],
    ["letters and what is in files alone", `PatientName=${encodeURIComponent(nameOf(100))}&IssuerOfPatientID=`],
  ])("a search by %s finds the one match", async (_, query) => {
    expect(ids(await dicomJson(`/pacs/studies?${query}&limit=1`))).toEqual(["CROWD-100"]);
  });

  test("a search that all studies match returns all of them", async () => {
    const found = ids(await dicomJson(`/pacs/studies?StudyDescription=${encodeURIComponent("снимок*")}`));
    expect(sorted(found)).toEqual(sorted(Array.from({ length: CROWD }, (_, at) => `CROWD-${at}`)));
  });

  test("a search below a study or a series returns its page of matches", async () => {
    const { study, series } = uidsOf("crowd 7");
    const other = uidsOf("crowd 8").study;
    expect(ids(await dicomJson(`/pacs/studies/${study}/series?${PIKE}&includefield=00100020&limit=1`))).toHaveLength(1);
    expect(await dicomJson(`/pacs/studies/${study}/series/${series}/instances?${PIKE}&limit=1`)).toHaveLength(1);
    expect(await dicomJson(`/pacs/studies/${other}/series?${PIKE}&limit=1`)).toHaveLength(0);
    expect(ids(await dicomJson(`/pacs/studies?${PIKE}&StudyInstanceUID=${study},${other}`))).toEqual(["CROWD-7"]);
  });

  test("a search with many matches works in XML too", async () => {
    const headers = { Accept: 'multipart/related; type="application/dicom+xml"' };
    const answer = await ask(`/pacs/studies?${PIKE}&limit=101`, { headers });
    expect(answer.headers.get("content-type")).toMatch(/^multipart\/related;.*application\/dicom\+xml/);
    const text = await answer.text();
    for (const id of expected) expect(text).toContain(`>${String(id)}<`);
    expect(text.match(/<NativeDicomModel /g)).toHaveLength(PIKES.length);
    const nobody = await ask(`/pacs/studies?PatientName=${encodeURIComponent("Щука*")}`, { headers });
    expect([nobody.status, (await nobody.text()).includes("NativeDicomModel")]).toEqual([200, false]);
  });

  test("a search with many matches is a cache hit the second time", async () => {
    const served = await untilHit(`studies?${PIKE}&limit=101&includefield=00100020`, { "Accept-Encoding": "gzip" });
    expect(served.headers.get("content-encoding")).toBe("gzip");
    expect(sorted(ids(JSON.parse(served.body.toString()) as DicomJson[]))).toEqual(expected);
  });
});
