import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { phantomSeries } from "../../scripts/lib/phantom";
import { stowBody, stowType } from "../../scripts/lib/stow";
import { type SecondGateway, startSecondGateway } from "./second-gateway";
import type { Stack } from "./stack";

/** Header fields; a list is sent as several fields of the name. */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** An answer, as far as scripts of other origins go. */
export interface Answer {
  readonly status: number;
  /** Of the headers: those of the CORS protocol (Fetch, section 3.3), and Vary where it names Origin. */
  readonly cors: Record<string, unknown>;
  readonly text: string;
}

/** The origins of CORS_ORIGINS, as browsers write them. */
export const APP = "https://app.example.org";
export const LOCAL = "http://localhost:3000";

/** A gateway that lets scripts of these origins in, and takes uploads of 1 MiB. */
export async function startCrossOriginGateway(stack: Stack): Promise<SecondGateway> {
  const address = { PUBLIC_URL: "http://127.0.0.1:{http}", HTTP_PORT: "{http}" };
  const origins = `HTTPS://App.Example.org:443,${LOCAL}`;
  return startSecondGateway(stack, { settings: { ...address, UPLOAD_LIMIT: "1m", CORS_ORIGINS: origins } });
}

/** The headers of a Store that `storeBody` is the body of. */
export const STORE = { "Content-Type": stowType() };

/** A Store of one new instance. */
export function storeBody(): Buffer {
  const [file = Buffer.alloc(0)] = phantomSeries({ name: randomUUID(), slices: 1, rows: 16, columns: 16 }).files();
  return stowBody([file]);
}

/** What a browser adds to what a script of another site sends. */
export const from = (origin: string): Record<string, string> => ({
  Origin: origin,
  "Sec-Fetch-Site": "cross-site",
  "Sec-Fetch-Mode": "cors",
});

/** What a browser asks before it sends such a request. */
export const preflight = (method: string): Record<string, string> => ({
  "Access-Control-Request-Method": method,
  "Access-Control-Request-Headers": "authorization",
});

/** A request whose path and headers are sent as they are, which fetch does not do. */
export async function send(
  base: string,
  path: string,
  headers: Headers,
  method = "GET",
  body: Buffer | string = "",
): Promise<Answer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, path, method, headers: headers as Record<string, string>, agent: false };
    const call = request(options, (response) => {
      let text = "";
      response.on("data", (data) => (text += String(data)));
      response.on("end", () => {
        const cors = Object.entries(response.headers).filter(([name]) => name.startsWith("access-control-"));
        if (/\bOrigin\b/.test(response.headers.vary ?? "")) cors.push(["vary", "Origin"]);
        resolve({ status: response.statusCode ?? 0, cors: Object.fromEntries(cors), text });
      });
    });
    call.on("error", reject);
    call.end(body);
  });
}
