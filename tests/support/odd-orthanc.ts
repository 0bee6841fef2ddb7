/**
 * The frames handler in an nginx of its own, before an Orthanc that says what a test wants: right, wrong, or only half of it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLuaWith } from "./lua-runtime";
import { bridgeAddress, settingsJson } from "./outbound";

/** A request for a range of an instance's file; `last` is undefined for one to the end. */
export interface RangeRequest {
  readonly id: string;
  readonly first: number;
  readonly last: number | undefined;
}

/** What it says; undefined where the connection is just closed. */
export type Say = (request: RangeRequest) => Buffer | undefined;

export interface SlicedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Whether the request went the ordinary way. */
  readonly ordinary: boolean;
  /** Whether the answer broke off. */
  readonly broken: boolean;
}

export interface OddOrthanc {
  /** All that was asked of files since it was last emptied. */
  readonly asked: RangeRequest[];
  /** What the search for a study finds: its patients. */
  patients: readonly string[];
  say: Say;
  readonly frame: (
    uids: readonly [study: string, series: string, instance: string],
    frame: number | string,
    accept?: string,
  ) => Promise<SlicedAnswer>;
  /** One instance by itself; `syntaxes` are the only ones that are taken. */
  readonly file: (
    uids: readonly [study: string, series: string, instance: string],
    syntaxes?: string,
  ) => Promise<SlicedAnswer>;
  /** Closes all connections. */
  readonly drop: () => void;
  readonly stop: () => Promise<void>;
}

/** What Orthanc says to a range of a file; `more` changes or adds headers. */
export function rangeOf(
  file: Buffer,
  { first, last }: RangeRequest,
  more: Readonly<Record<string, string>> = {},
): Buffer {
  const end = last ?? file.length - 1;
  if (end >= file.length) return answer("416 Requested Range Not Satisfiable", {}, Buffer.alloc(0));
  const etag = `"0-${createHash("md5").update(file).digest("hex")}"`;
  const range = { ETag: etag, "Content-Range": `bytes ${first}-${end}/${file.length}` };
  return answer("206 Partial Content", { ...range, ...more }, file.subarray(first, end + 1));
}

export function answer(status: string, headers: Readonly<Record<string, string>>, body: Buffer): Buffer {
  const all = { "Content-Length": String(body.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join("")}\r\n`), body]);
}

const SERVER = `
lua_shared_dict frames 2m;
lua_shared_dict sizes 1m;
server {
    listen 8080;
    server_name frames;
    location / {
        lua_socket_buffer_size 64k;
        set $orthanc_authorization "Basic Zm9y";
        content_by_lua_block {
            local file = require("gateway.frames.retrieve-file")
            if file.isFileWanted() then file.retrieveFile("")
            else require("gateway.frames.retrieve-frames").retrieveFrames("") end
        }
    }
    location @archive {
        return 200 ordinary;
    }
}
`;

export async function startOddOrthanc(root: string): Promise<OddOrthanc> {
  const folder = mkdtempSync(join(tmpdir(), "collimator-odd-orthanc-"));
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => undefined);
    let text = "";
    socket.on("data", (data) => {
      text += data.toString("latin1");
      if (!text.endsWith("\r\n\r\n")) return;
      const said = respond(orthanc, text);
      text = "";
      if (said === undefined) socket.destroy();
      else socket.write(said);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const settings = JSON.parse(settingsJson("", [])) as Record<string, unknown>;
  const place = { orthancHost: await bridgeAddress(), orthancPort: (server.address() as AddressInfo).port };
  writeFileSync(join(folder, "settings.json"), JSON.stringify({ ...settings, ...place }));
  writeFileSync(join(folder, "http-frames.conf"), SERVER);
  const runtime = await startLuaWith(root, {
    mounts: [
      { source: join(folder, "settings.json"), target: "/secrets/settings.json", mode: "ro" },
      { source: join(folder, "http-frames.conf"), target: "/test/http-frames.conf", mode: "ro" },
    ],
  });
  const orthanc: OddOrthanc = {
    asked: [],
    patients: ["P"],
    say: () => undefined,
    frame: async ([study, series, instance], frame, accept) =>
      get(
        runtime.url,
        `/dicom-web/studies/${study}/series/${series}/instances/${instance}/frames/${frame}`,
        accept === undefined ? {} : { Accept: accept },
      ),
    file: async ([study, series, instance], syntaxes) =>
      get(runtime.url, `/dicom-web/studies/${study}/series/${series}/instances/${instance}`, {
        Accept: "application/dicom; transfer-syntax=*",
        ...(syntaxes === undefined ? {} : { "X-Syntaxes": syntaxes }),
      }),
    drop: () => {
      for (const socket of open) socket.destroy();
    },
    stop: async () => {
      orthanc.drop();
      server.close();
      await runtime.stop();
      rmSync(folder, { recursive: true });
    },
  };
  return orthanc;
}

function respond(orthanc: OddOrthanc, text: string): Buffer | undefined {
  const study = /^GET \/dicom-web\/studies\?StudyInstanceUID=([\d.]+)&limit=2 /.exec(text)?.[1];
  if (study !== undefined) {
    const found = orthanc.patients.map((patient) => ({
      "0020000D": { vr: "UI", Value: [study] },
      "00100020": patient === "" ? { vr: "LO" } : { vr: "LO", Value: [patient] },
    }));
    return answer("200 OK", { "Content-Type": "application/dicom+json" }, Buffer.from(JSON.stringify(found)));
  }
  const file = /^GET \/instances\/([0-9a-f-]{44})\/attachments\/dicom\/data HTTP/.exec(text)?.[1];
  const range = /\r\nRange: bytes=(\d+)-(\d*)\r\n/.exec(text);
  if (file === undefined || range === null) return answer("400 Bad Request", {}, Buffer.alloc(0));
  const last = range[2] === "" ? undefined : Number(range[2]);
  const asked = { id: file, first: Number(range[1]), last };
  orthanc.asked.push(asked);
  return orthanc.say(asked);
}

async function get(url: string, path: string, headers: Readonly<Record<string, string>>): Promise<SlicedAnswer> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request(
      { hostname, port, path, headers: { Host: "frames", ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        const end = (broken: boolean): void => {
          const body = Buffer.concat(chunks);
          const ordinary = body.toString("latin1") === "ordinary";
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body, ordinary, broken });
        };
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => end(!response.complete));
        response.on("error", () => end(true));
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}
