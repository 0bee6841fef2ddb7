/** Stores cells, asks for everything that makes the archive read them, and judges. */
import { storeInstances } from "../../../scripts/lib/gateway-client";
import { cStore, type Peer } from "../dimse";
import { inTurn } from "../in-turn";
import { SECONDARY_CAPTURE } from "../store-files";
import { type Cell, cellFile, uidsOf } from "./cell";
import { type Deep, deepBody, deepFile, OUTERMOST } from "./depths";
import { BOUND_SECONDS, faultOf, type Question, questionsOf } from "./questions";

/** Where cells are stored, and who does it. */
export interface Site {
  readonly url: string;
  readonly cookie: string;
  readonly peer: Peer;
  /** Whether the archive's process has ended since this was asked last; waits then until it answers again. */
  readonly hasEnded: () => Promise<boolean>;
}

export interface Examined {
  readonly isStored: boolean;
  /** What is wrong, a sentence each. */
  readonly faults: readonly string[];
  /** How each request was answered: `200`, `400 not-drawn` … */
  readonly statuses: readonly string[];
}

/** Requests of one cell at the same time. */
const AT_ONCE = 4;

interface Asked {
  readonly fault: string | undefined;
  readonly status: string;
}

async function ask({ url, cookie }: Site, { path, accept }: Question): Promise<Asked> {
  const begun = Date.now();
  const said = (fault: string): string =>
    `${fault} after ${((Date.now() - begun) / 1000).toFixed(1)} s: GET ${path} as ${accept}`;
  try {
    const headers = { Cookie: cookie, Accept: accept };
    const signal = AbortSignal.timeout(BOUND_SECONDS * 1000);
    const answer = await fetch(url + path, { headers, redirect: "manual", signal });
    const body = Buffer.from(await answer.arrayBuffer());
    const fault = faultOf({ status: answer.status, headers: answer.headers, body });
    const reason = answer.status === 200 ? "" : (/"reason":"([^"]+)"/.exec(body.toString())?.[1] ?? "");
    return { fault: fault === undefined ? undefined : said(fault), status: `${answer.status} ${reason}`.trim() };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { fault: said(`no whole answer: ${String(cause)}`), status: "none" };
  }
}

async function judge(site: Site, isStored: boolean, questions: readonly Question[]): Promise<Examined> {
  const asked = await inTurn(questions, AT_ONCE, async (question) => ask(site, question));
  const faults = asked.flatMap(({ fault }) => fault ?? []);
  if (await site.hasEnded()) faults.unshift("the archive's process has ended");
  return { isStored, faults, statuses: asked.map(({ status }) => status) };
}

/** Whether a file was stored by STOW-RS; throws where the answer does not say so of each part. */
async function isTaken({ url, cookie }: Site, file: Buffer): Promise<boolean> {
  const { stored, failed } = await storeInstances({ publicUrl: url, cookie }, [file]);
  if (stored + failed !== 1) throw new Error(`stored ${stored}, refused ${failed} of 1`);
  return stored === 1;
}

/** Stores one cell through the gateway, and asks for it. */
export async function examine(site: Site, cell: Cell): Promise<Examined> {
  const isStored = await isTaken(site, cellFile(cell));
  return judge(site, isStored, questionsOf(uidsOf(cell.name), cell.syntax));
}

/** Stores a deep object by its way, and asks for it. */
export async function examineDeep(site: Site, deep: Deep): Promise<Examined> {
  const uids = uidsOf(deep.name);
  const sent = { sopClass: SECONDARY_CAPTURE, sopInstance: uids.instance, transferSyntax: deep.syntax };
  const byCStore = async (): Promise<boolean> =>
    (await cStore(site.peer, { ...sent, dataSet: deepBody(deep), isLast: deep.isTaken === undefined })) === 0x0000;
  const isStored = await (deep.way === "C-STORE" ? byCStore() : isTaken(site, deepFile(deep)));
  const path = `/pacs/studies/${uids.study}/instances?includefield=${OUTERMOST}`;
  const inSearch = { path, accept: "application/dicom+json" };
  const { faults, statuses } = await judge(site, isStored, [inSearch, ...questionsOf(uids, deep.syntax)]);
  const isWrong = deep.isTaken !== undefined && deep.isTaken !== isStored;
  return { isStored, statuses, faults: isWrong ? [`${isStored ? "" : "not "}stored`, ...faults] : faults };
}
