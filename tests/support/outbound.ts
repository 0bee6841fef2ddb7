import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTls } from "node:tls";

import { checkSettings } from "../../lua-src/shared/settings/check";
import { docker } from "./docker";
import { type LabCa, makeLabCa } from "./lab-ca";
import { startLabDns } from "./lab-dns";
import { callLuaAt } from "./lua-calls";
import { startLuaWith } from "./lua-runtime";

/** A request as `gateway/outbound/fetch.ts` takes it, and the proxy that is set. */
export interface Wanted {
  readonly url: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly via?: string;
  readonly proxy?: string;
  readonly noProxy?: readonly string[];
}

/** What it gives back: the failure, or an answer. */
export interface Got {
  readonly failure?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server of a test; it is at `<name>.lab` for every name. */
export interface LabServer {
  readonly port: number;
  /** All that was received by now, TLS taken off. */
  readonly received: () => string;
  /** How many connections were opened by now; of TLS, those whose handshake the server has ended. */
  readonly connections: () => number;
}

/** What a server does with a connection. */
export type Handler = (socket: Socket, request: string) => void;

/** The gateway's client in a container of its own, servers on this machine, and the authority that it trusts. */
export interface OutboundLab {
  readonly ca: LabCa;
  /** This machine, as the container sees it. */
  readonly host: string;
  readonly fetch: (wanted: Wanted) => Promise<Got>;
  /** A server whose handler gets each connection, once the head of a request is there. */
  readonly serve: (handler: Handler, certificateFolder?: string) => Promise<LabServer>;
  readonly stop: () => Promise<void>;
}

/** What settings.json has to hold, whatever is in it. */
export function settingsJson(proxy: string, noProxy: readonly string[]): string {
  const made = {
    orthancHost: "x",
    orthancPort: 1,
    valkeyHost: "x",
    valkeyPort: 1,
    valkeyPassword: "x",
    sealingSecret: "x",
  };
  return JSON.stringify({
    ...checkSettings({}, [], {}).settings,
    publicUrl: "http://localhost",
    cacheBytes: 0,
    outboundProxy: proxy,
    outboundNoProxy: noProxy,
    archiveBudget: 4 * 1024 ** 3,
    ...made,
  });
}

export async function startOutboundLab(root: string): Promise<OutboundLab> {
  const ca = makeLabCa();
  const host = await bridgeAddress();
  const dns = await startLabDns(host);
  const folder = join(ca.folder, "secrets");
  mkdirSync(folder);
  writeFileSync(join(folder, "ca.pem"), ca.certificate);
  writeFileSync(join(folder, "settings.json"), settingsJson("", []));
  const conf = join(ca.folder, "http-lab.conf");
  const outbound = readFileSync(join(root, "nginx/conf.d/outbound.conf"), "utf8");
  writeFileSync(conf, `${outbound}\nresolver ${host}:${dns.port} ipv6=off;\n`);
  const mounts = [
    { source: folder, target: "/secrets", mode: "ro" as const },
    { source: conf, target: "/test/http-lab.conf", mode: "ro" as const },
  ];
  const runtime = await startLuaWith(root, { mounts });
  const servers: { readonly server: Server; readonly open: Set<Socket> }[] = [];
  return {
    ca,
    host,
    fetch: (wanted) => fetchIn(runtime.url, folder, wanted),
    serve: async (handler, certificateFolder) => {
      const { lab, ...started } = await startServer(handler, certificateFolder);
      servers.push(started);
      return lab;
    },
    stop: async () => {
      for (const { server, open } of servers) {
        for (const socket of open) socket.destroy();
        server.close();
      }
      dns.stop();
      await runtime.stop();
      ca.remove();
    },
  };
}

/** This machine, as a container on the usual network sees it. */
export async function bridgeAddress(): Promise<string> {
  const form = "{{(index .IPAM.Config 0).Gateway}}";
  const { stdout } = await docker("network", "inspect", "bridge", "--format", form);
  return stdout.trim();
}

async function fetchIn(url: string, folder: string, wanted: Wanted): Promise<Got> {
  const { proxy = "", noProxy = [], method = "GET", headers = {}, via = "", ...rest } = wanted;
  const name = `settings-${Buffer.from(`${proxy} ${noProxy.join(" ")}`).toString("base64url")}.json`;
  writeFileSync(join(folder, name), settingsJson(proxy, noProxy));
  const [, results] = await callLuaAt(
    url,
    [
      { module: "gateway.config.settings", fn: "loadSettings", args: [`/secrets/${name}`] },
      { module: "gateway.outbound.fetch", fn: "fetch", args: [{ method, headers, via, ...rest }] },
    ],
    "latin1",
  );
  const [response, failure] = results ?? [];
  return response === null ? { failure: String(failure) } : (response as Got);
}

type Started = { readonly lab: LabServer; readonly server: Server; readonly open: Set<Socket> };

async function startServer(handler: Handler, certificateFolder: string | undefined): Promise<Started> {
  let received = "";
  let connections = 0;
  const open = new Set<Socket>();
  const onConnection = (socket: Socket): void => {
    connections += 1;
    let request = "";
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => {
      const before = request.includes("\r\n\r\n");
      received += bytes.toString("latin1");
      request += bytes.toString("latin1");
      if (!before && request.includes("\r\n\r\n")) handler(socket, request);
    });
  };
  const server =
    certificateFolder === undefined ? createTcp(onConnection) : createTls(pair(certificateFolder), onConnection);
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => open.delete(socket));
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((listening) => server.listen(0, "0.0.0.0", listening));
  const { port } = server.address() as AddressInfo;
  return { lab: { port, received: () => received, connections: () => connections }, server, open };
}

function pair(folder: string): { readonly cert: Buffer; readonly key: Buffer } {
  return { cert: readFileSync(join(folder, "tls.crt")), key: readFileSync(join(folder, "tls.key")) };
}
