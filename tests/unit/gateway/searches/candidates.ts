/**
 * The resolving of searches in an nginx of its own, before an Orthanc that compares candidates as the real one does:
 * those between `Since` and `Limit`, of which it then tells the ones that match.
 *
 * @module
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { callLuaAt } from "../../../support/lua-calls";
import { startLuaWith } from "../../../support/lua-runtime";
import { bridgeAddress } from "../../../support/outbound";

/**
 * The body of a request for `/tools/find`, or for `/tools/count-resources`, which has no limit; or what a request for a list
 * by DICOMweb says, which has no level.
 */
export interface Asked {
  readonly Level?: string;
  readonly Query: Readonly<Record<string, string>>;
  readonly Limit?: number;
  readonly Since?: number;
}

export interface Candidates {
  readonly url: string;
  /** Whether each of the archive's resources matches; one's identifier is `1.<its place at first>`. */
  list: readonly Candidate[];
  readonly asked: Asked[];
  /** What happens before a request is answered; an answer of its own, "away" or "never". */
  before: (asked: Asked) => string | undefined | Promise<undefined>;
  /** Forgets what was asked, and has nothing happen any more. */
  readonly reset: () => void;
  readonly stop: () => Promise<void>;
}

export interface Candidate {
  readonly uid: string;
  readonly matches: boolean;
}

/** So many candidates, of which those at these places match. */
export function candidatesWith(count: number, matching: readonly number[]): Candidate[] {
  return Array.from({ length: count }, (_, at) => ({ uid: `1.${at}`, matches: matching.includes(at) }));
}

/** The step ID in the Request Attributes Sequence of the series that match. */
export const STEP = "STEP1";

export async function startCandidates(root: string): Promise<Candidates> {
  const folder = mkdtempSync(join(tmpdir(), "collimator-candidates-"));
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const asked = request.method === "GET" ? askedBy(request.url ?? "") : (JSON.parse(body) as Asked);
      archive.asked.push(asked);
      const said = (await archive.before(asked)) ?? answerFor(archive.list, asked);
      if (said === "away") request.socket.destroy();
      else if (said !== "never") {
        response.writeHead(said === "" ? 500 : 200, { "Content-Length": said.length }).end(said);
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, listening));
  const place = `${await bridgeAddress()}:${(server.address() as AddressInfo).port}`;
  const socket = "listen unix:/run/collimator/inner.sock;";
  writeFileSync(join(folder, "http-inner.conf"), `server { ${socket} location / { proxy_pass http://${place}; } }`);
  const source = join(folder, "http-inner.conf");
  const driver = resolve(import.meta.dirname, "requests-driver.lua");
  const runtime = await startLuaWith(root, {
    mounts: [
      { source, target: "/test/http-inner.conf", mode: "ro" },
      { source: driver, target: "/usr/share/lua/5.1/requests_driver.lua", mode: "ro" },
    ],
  });
  const archive: Candidates = {
    url: runtime.url,
    list: [],
    asked: [],
    before: () => undefined,
    reset: () => {
      archive.asked.length = 0;
      archive.before = () => undefined;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await runtime.stop();
      rmSync(folder, { recursive: true });
    },
  };
  return archive;
}

/** What a module's `resolve` has returned before this archive: the UIDs that it has found, and if it failed, why. */
export async function resolvedBy(module: string, { url }: Candidates, args: readonly unknown[]): Promise<unknown[]> {
  const [results = []] = await callLuaAt(url, [{ module, fn: "resolve", args }], "utf8");
  // An empty list looks like an empty object.
  return results.map((result) =>
    typeof result === "string" ? result : Object.values(result ?? {}).map((match) => (match as { uid: string }).uid),
  );
}

/** From which candidate on each question about them has asked. */
export function askedSince({ asked }: Candidates): unknown[] {
  return asked.filter(({ Limit }) => Limit !== undefined).map(({ Since }) => Since);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function askedBy(url: string): Asked {
  const { searchParams } = new URL(url, "http://archive");
  return { Query: {}, Limit: Number(searchParams.get("limit")), Since: Number(searchParams.get("offset")) };
}

/** A series in the DICOM JSON Model, with one request. */
function series({ uid, matches }: Candidate): unknown {
  const step = { vr: "SH", Value: [matches ? STEP : "another"] };
  return {
    "0020000E": { vr: "UI", Value: [uid] },
    "00400275": { vr: "SQ", Value: [{ "00400009": step }] },
  };
}

function answerFor(list: readonly Candidate[], { Level, Limit, Since = 0 }: Asked): string {
  if (Limit === undefined) return JSON.stringify({ Count: list.length });
  if (Level === undefined) return JSON.stringify(list.slice(Since, Since + Limit).map(series));
  const matching = list.slice(Since, Since + Limit).filter(({ matches }) => matches);
  return JSON.stringify(
    matching.map(({ uid }) => ({ ID: `id-${uid}`, RequestedTags: { StudyInstanceUID: uid }, Type: "Study" })),
  );
}
