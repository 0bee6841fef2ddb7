/**
 * Whole answers, decoded: for what has to be looked at, not for what is measured.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { Agent as TlsAgent, request as requestOverTls } from "node:https";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { Arm, TlsArm } from "../arms/bench";

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
/** The certificate is not what is measured. */
const tlsAgent = new TlsAgent({ keepAlive: true, maxSockets: 64, rejectUnauthorized: false });
const LIMIT = 120_000;

export interface WholeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came. */
  readonly raw: Buffer;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly agent?: Agent;
}

/** Asks an arm for a path, which is complete. */
export async function askWhole(arm: Arm | TlsArm, path: string, options: AskOptions = {}): Promise<WholeAnswer> {
  const { method = "GET", body } = options;
  const sized = body === undefined ? {} : { "Content-Length": String(body.length) };
  const headers = { ...arm.headers, ...options.headers, ...sized };
  return new Promise((resolve, reject) => {
    const origin = "origin" in arm ? arm.origin : undefined;
    const named = origin === undefined ? headers : { ...headers, Host: new URL(origin).host };
    const by = origin === undefined ? (options.agent ?? agent) : tlsAgent;
    const to = { host: arm.host, port: arm.port, path, method, headers: named, agent: by, timeout: LIMIT };
    const call = (origin === undefined ? request : requestOverTls)(to, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, raw: Buffer.concat(chunks) });
      });
    });
    call.on("timeout", () => call.destroy(new Error(`${arm.name} does not answer ${path}`)));
    call.on("error", reject);
    call.end(body);
  });
}

/** The body without its content coding. */
export function decoded({ headers, raw }: WholeAnswer): Buffer {
  if (headers["content-encoding"] === "br") return brotliDecompressSync(raw);
  if (headers["content-encoding"] === "gzip") return gunzipSync(raw);
  return raw;
}

/**
 * A digest of what an answer means: of a multipart its parts and their types, of JSON its items in any order and with
 * no host in addresses, of all else the bytes. OHIF asks lists of studies for Modality, which is no attribute of a study:
 * Orthanc reads it out of one of its files, and the gateway leaves it out (docs/adr/0037-searches-read-no-file.md).
 */
export function digestOf(answer: WholeAnswer): string {
  const type = answer.headers["content-type"] ?? "";
  const hash = createHash("sha256").update(`${answer.status}\n`);
  const body = decoded(answer);
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary !== undefined) {
    for (const part of partsOf(body, boundary)) hash.update(`${part.type}\n${part.body.length}\n`).update(part.body);
  } else if (/json/.test(type)) hash.update(canonical(body.toString()));
  else hash.update(type).update(body);
  return hash.digest("hex");
}

const MODALITY = "00080060";
const MODALITIES_IN_STUDY = "00080061";
const SERIES_UID = "0020000E";

function canonical(text: string): string {
  const value = JSON.parse(text) as unknown;
  if (!Array.isArray(value)) return JSON.stringify(value);
  return value
    .map((item: DataSet) => JSON.stringify(ordered(comparable(item))))
    .sort()
    .join("\n");
}

type DataSet = Readonly<Record<string, { readonly Value?: unknown } | undefined>>;

/** A data set without what the gateway leaves out of lists of studies. */
function comparable(item: DataSet): DataSet {
  if (SERIES_UID in item) return item;
  const kept = Object.entries(item).filter(
    ([tag, element]) => tag !== MODALITY && (tag !== MODALITIES_IN_STUDY || element?.Value !== undefined),
  );
  return Object.fromEntries(kept);
}

/** The same value with the members of each object in one order, and addresses without the arm's. */
function ordered(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/^https?:\/\/[^/]+\/(pacs|dicom-web)\//, "/");
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, ordered(member)]);
}

/** The parts of a multipart body (RFC 2046, section 5.1). */
function* partsOf(body: Buffer, boundary: string): Generator<{ type: string; body: Buffer }> {
  const mark = Buffer.from(`--${boundary}`);
  let at = body.indexOf(mark);
  while (at !== -1 && body.toString("latin1", at + mark.length, at + mark.length + 2) !== "--") {
    const head = body.indexOf("\r\n\r\n", at);
    if (head === -1) return;
    const length = /content-length: *(\d+)/i.exec(body.toString("latin1", at, head))?.[1];
    const from = head + 4;
    const next = body.indexOf(mark, length === undefined ? from : from + Number(length));
    if (next === -1) return;
    const type = /content-type: *([^\r]+)/i.exec(body.toString("latin1", at, head))?.[1] ?? "";
    yield { type: type.replace(/["\s]/g, ""), body: body.subarray(from, next - 2) };
    at = next;
  }
}
