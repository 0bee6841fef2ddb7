import { callLuaAt } from "../lua-calls";
import { parse } from "./parse";
import { print } from "./print";
import type { ClientRequest, Transaction } from "./transaction";

/** What was asked and what came of it; `faults` are sentences, none where all holds. */
export interface Comparison {
  readonly accepted: number;
  readonly refused: number;
  /** Requests that the reference has no opinion on. */
  readonly undecided: number;
  readonly faults: readonly string[];
}

type Answer = [transaction: Transaction | null, refusal: { status: number; reason: string } | undefined];

async function parseAll(url: string, requests: readonly ClientRequest[]): Promise<Answer[]> {
  const calls = requests.map(({ method, path, query, headers }) => ({
    module: "gateway.dicomweb.parse",
    fn: "parseDicomweb",
    args: [method, path, query, headers],
  }));
  const answers = (await callLuaAt(url, calls, "latin1")) as Answer[];
  return answers.map(([transaction, refusal]) => [transaction === null ? null : withLists(transaction), refusal]);
}

/** An empty table of Lua's is no list by itself. */
function withLists(t: Transaction): Transaction {
  if (t.representations !== undefined && !Array.isArray(t.representations)) return { ...t, representations: [] };
  if (t.query === undefined) return t;
  const { filters, includeFields } = t.query;
  const lists = {
    filters: Array.isArray(filters) ? filters : [],
    includeFields: Array.isArray(includeFields) ? includeFields : [],
  };
  return { ...t, query: { ...t.query, ...lists } };
}

/** One text for equal values: keys in order, nothing undefined. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plain).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${key}:${plain(item)}`)
    .join()}}`;
}

/** The path in its one form: the alias is another name of the root, and the case of a tag's digits is free. */
function oneForm(path: string): string {
  const rest = path.replace(/^\/pacs\/dicom-web\//, "/pacs/");
  return rest.replace(/\/bulk\/.*$/, (bulk) => bulk.toLowerCase());
}

/** Whether the parser reads each printed transaction as itself. */
export async function compareTransactions(url: string, transactions: readonly Transaction[]): Promise<Comparison> {
  const answers = await parseAll(url, transactions.map(print));
  const faults = transactions.flatMap((t, i) => {
    const found = answers[i]?.[0];
    const reference = parse(print(t));
    if (plain(reference) !== plain(t)) return [`the reference reads ${plain(print(t))} as ${plain(reference)}`];
    return plain(found) === plain(t) ? [] : [`${plain(print(t))} is read as ${plain(answers[i])}`];
  });
  return { accepted: transactions.length - faults.length, refused: 0, undecided: 0, faults };
}

/**
 * Whether the parser agrees with the reference on each request, accepts no path but in the form that `print` gives,
 * and reads what is printed of its answer as the same again.
 */
export async function compareRequests(url: string, requests: readonly ClientRequest[]): Promise<Comparison> {
  const answers = await parseAll(url, requests);
  const faults: string[] = [];
  const found: { readonly request: ClientRequest; readonly transaction: Transaction }[] = [];
  let undecided = 0;
  for (const [i, request] of requests.entries()) {
    const [transaction, refusal] = answers[i] ?? [null, undefined];
    if (transaction === null && refusal === undefined) faults.push(`no answer to ${plain(request)}`);
    if (transaction !== null) found.push({ request, transaction });
    const opinion = parse(request);
    if (opinion === "none") undecided += 1;
    else if (plain(transaction ?? "refused") !== plain(opinion)) {
      faults.push(`${plain(request)} is read as ${plain(answers[i])}, by the reference as ${plain(opinion)}`);
    }
  }
  const printed = found.map(({ transaction }) => print(transaction));
  const again = printed.length === 0 ? [] : await parseAll(url, printed);
  for (const [i, { request, transaction }] of found.entries()) {
    const path = printed[i]?.path ?? "";
    if (oneForm(request.path) !== path) faults.push(`the path ${request.path} is accepted as ${path}`);
    if (plain(again[i]?.[0]) !== plain(transaction)) faults.push(`${plain(request)} changes when it is printed`);
  }
  return { accepted: found.length, refused: requests.length - found.length, undecided, faults };
}

/** The sum of comparisons; of the faults at most twenty. */
export function sum(comparisons: readonly Comparison[]): Comparison {
  const add = (field: "accepted" | "refused" | "undecided"): number =>
    comparisons.reduce((all, one) => all + one[field], 0);
  const faults = comparisons.flatMap((one) => one.faults).slice(0, 20);
  return { accepted: add("accepted"), refused: add("refused"), undecided: add("undecided"), faults };
}
