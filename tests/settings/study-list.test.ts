import { afterAll, beforeAll, expect, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { spendFirstPassword } from "../support/forms";
import { pictureWith } from "../support/names";
import { uidsOf } from "../support/pictures";
import { type Stack, startStack } from "../support/stack";

/** More than a page of the viewer, more than a search returns at once, and some of them of the same day. */
const STUDIES = 1500;
const DAY = 86_400_000;
let stack: Stack;
let stop: () => Promise<void>;
let cookie = "";

interface Listed {
  readonly uid: string;
  readonly date: string;
}

const dateOf = (at: number): string =>
  new Date(Date.now() - ((at * 7919) % 1100) * DAY).toISOString().slice(0, 10).replaceAll("-", "");

function studyOf(at: number): Buffer {
  const date = at % 100 === 0 ? "" : dateOf(at);
  return pictureWith(`list ${at}`, [
    { tag: 0x00080020, vr: "DA", value: date },
    { tag: 0x00100020, vr: "LO", value: `LIST-${at}` },
  ]);
}

beforeAll(async () => {
  ({ stack, stop } = await startStack(process.cwd(), "study-list"));
  cookie = await spendFirstPassword(stack, stack.firstPassword);
  const files = Array.from({ length: STUDIES }, (_, at) => studyOf(at));
  expect(await storeInstances({ publicUrl: stack.url, cookie }, files)).toEqual({ stored: STUDIES, failed: 0 });
});
afterAll(async () => stop());

async function page(query: string): Promise<Listed[]> {
  const headers = { Cookie: cookie, Accept: "application/dicom+json" };
  const answer = await fetch(`${stack.url}/pacs/studies?${query}`, { headers });
  expect(answer.status).toBe(200);
  const list = (await answer.json()) as Record<string, { readonly Value?: readonly string[] }>[];
  return list.map((study) => ({ uid: study["0020000D"]?.Value?.[0] ?? "", date: study["00080020"]?.Value?.[0] ?? "" }));
}

test.each([101, 250])("all of 1,500 studies are reached by pages of %i, newest first, each once", async (limit) => {
  const listed: Listed[] = [];
  for (let offset = 0; offset <= STUDIES; offset += limit) {
    const part = await page(`limit=${limit}&offset=${offset}`);
    expect(part).toHaveLength(Math.min(limit, STUDIES - offset));
    listed.push(...part);
  }
  const uids = Array.from({ length: STUDIES }, (_, at) => uidsOf(`list ${at}`).study);
  expect(listed.map(({ uid }) => uid).sort()).toEqual(uids.sort());
  const dates = listed.map(({ date }) => date);
  expect(dates).toEqual(dates.toSorted().toReversed());
});
