/**
 * How long the study list of a large archive takes, by hand (`npm run check:many-studies`): 340,000 studies are written into
 * the index of a stack of its own, and the viewer's searches are sent through the gateway, each once with a new epoch and
 * then again from the cache. Status 1 where one takes longer than its bound.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { imageName } from "../../scripts/lib/image";
import { pictureWith } from "../../tests/support/names";
import { spendFirstPassword } from "../../tests/support/forms";
import { untilReady } from "../../tests/support/ready";
import { startStack, type Stack } from "../../tests/support/stack";
import { stowBody, stowType } from "../../scripts/lib/stow";
import { done } from "../arms/containers";

const STUDIES = 340_000;
/** Each search is measured so often; the median counts. */
const ROUNDS = 5;
const FIELDS = "fuzzymatching=false&includefield=00081030%2C00080060%2C00080090%2C00100030";
const page = (offset: number, limit = 51): string => `limit=${limit}&offset=${offset}`;

/** What is asked, and the milliseconds that it may take without the cache. */
const SEARCHES: readonly { readonly name: string; readonly query: string; readonly bound: number }[] = [
  { name: "the first page", query: page(0), bound: 300 },
  { name: "page 20", query: page(950), bound: 1500 },
  { name: "page 3,000", query: page(149_950), bound: 1500 },
  { name: "the last page", query: page(STUDIES - 50), bound: 1500 },
  { name: "the first page by patient", query: `orderby=PatientName&${page(0)}`, bound: 1500 },
  { name: "the first page by patient, descending", query: `orderby=-PatientName&${page(0)}`, bound: 1500 },
  { name: "the first page by patient ID", query: `orderby=PatientID&${page(0)}`, bound: 1500 },
  { name: "the first page by description", query: `orderby=StudyDescription&${page(0)}`, bound: 1500 },
  { name: "the first page by accession number", query: `orderby=AccessionNumber&${page(0)}`, bound: 1500 },
  { name: "the oldest first", query: `orderby=StudyDate&${page(0)}`, bound: 1500 },
  { name: "a family name, 285 studies", query: `PatientName=*Family0123*&${page(0)}`, bound: 1000 },
  { name: "a name as the list shows it", query: `PatientName=*Given123%2C%20Family0123*&${page(0)}`, bound: 1000 },
  { name: "a name that nobody has", query: `PatientName=*Nobody*&${page(0)}`, bound: 1000 },
  { name: "a patient ID", query: `00100020=*ID0012345*&${page(0)}`, bound: 1000 },
  { name: "a modality", query: `ModalitiesInStudy=MR&${page(0)}`, bound: 1500 },
];
/** From the cache. */
const WARM_BOUND = 50;

/** Puts the generated index in the place of the empty one. */
async function fill({ project }: Stack): Promise<void> {
  const sql = readFileSync(join(import.meta.dirname, "many-studies", "index.sql"), "utf8");
  const volume = ["-v", `${project}_archive:/archive`];
  const run = ["run", "--rm", "-i", "--network", "none", ...volume, "--entrypoint", "sqlite3", imageName("orthanc")];
  await done("stop", `${project}-orthanc-1`);
  const child = spawn("docker", [...run, "-bail", "/archive/index"], { stdio: ["pipe", "inherit", "inherit"] });
  child.stdin.end(sql.replaceAll("$STUDIES", String(STUDIES)));
  const status = await new Promise((ended) => child.on("close", ended));
  if (status !== 0) throw new Error(`sqlite3 ended with ${String(status)}`);
  await done("start", `${project}-orthanc-1`);
}

interface Timed {
  readonly ms: number;
  readonly rows: number;
  readonly total: string | undefined;
}

async function ask(stack: Stack, cookie: string, query: string): Promise<Timed> {
  const since = performance.now();
  const headers = { Cookie: cookie, Accept: "application/dicom+json" };
  const answer = await fetch(`${stack.url}/pacs/studies?${query}&${FIELDS}`, { headers });
  const text = await answer.text();
  const ms = performance.now() - since;
  if (!answer.ok) throw new Error(`${query}: ${answer.status} ${text.slice(0, 300)}`);
  const rows = text === "" ? 0 : (JSON.parse(text) as unknown[]).length;
  return { ms, rows, total: answer.headers.get("x-total-count") ?? undefined };
}

/** Stores a study of long ago, so that no answer about the archive is taken from the cache. */
async function newEpoch(stack: Stack, cookie: string, number: number): Promise<void> {
  const file = pictureWith(`many studies ${number}`, [{ tag: 0x00080020, vr: "DA", value: "19700101" }]);
  const headers = { Cookie: cookie, Origin: stack.url, "Content-Type": stowType() };
  const body = new Uint8Array(stowBody([file]));
  const answer = await fetch(`${stack.url}/pacs/studies`, { method: "POST", headers, body });
  if (answer.status !== 200) throw new Error(`storing: ${answer.status} ${await answer.text()}`);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

const { stack, stop } = await startStack(process.cwd(), "many-studies");
try {
  const cookie = await spendFirstPassword(stack, stack.firstPassword);
  await fill(stack);
  await untilReady(stack.url);
  let stored = 0;
  for (const { name, query, bound } of SEARCHES) {
    const [cold, warm]: [number[], number[]] = [[], []];
    let last: Timed | undefined;
    for (let round = 0; round < ROUNDS; round += 1) {
      await newEpoch(stack, cookie, stored++);
      last = await ask(stack, cookie, query);
      cold.push(last.ms);
      // What is seen of the upload meanwhile ends what is cached once more.
      const again = [await ask(stack, cookie, query), await ask(stack, cookie, query), await ask(stack, cookie, query)];
      warm.push(Math.min(...again.map(({ ms }) => ms)));
    }
    const isSlow = median(cold) > bound || median(warm) > WARM_BOUND;
    if (isSlow) process.exitCode = 1;
    const found = `${last?.rows ?? 0} studies${last?.total === undefined ? "" : ` of ${last.total}`}`;
    const times = `${median(cold).toFixed(0)} ms (${Math.max(...cold).toFixed(0)}), warm ${median(warm).toFixed(1)} ms`;
    console.log(`${isSlow ? "SLOW " : ""}${name}: ${times}, ${found}`);
  }
} finally {
  await stop();
}
