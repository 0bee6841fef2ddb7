/**
 * Requests as somebody sends them who means harm: on connections of their own, sometimes never finished. All of them go
 * to one address of the loopback interface.
 *
 * @module
 */
import { Agent, request, type RequestOptions } from "node:http";
import { STOW_BOUNDARY, stowType } from "../../../scripts/lib/stow";

/** Past it an attacker gives a request up. */
const PATIENCE_MS = 30_000;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** The status of an answer, whose body is read and thrown away; 0 where there is none. */
export async function ask(url: string, { method = "GET", headers = {}, body }: Ask = {}): Promise<number> {
  return new Promise((resolve) => {
    const options: RequestOptions = { method, headers: { ...headers }, agent, timeout: PATIENCE_MS };
    const call = request(url, options, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
      response.on("error", () => resolve(0));
    });
    call.on("error", () => resolve(0));
    call.on("timeout", () => call.destroy());
    call.end(body);
  });
}

/** Begins uploads that send a few bytes and then nothing, holds them for some time, and lets them go. */
export async function stall(
  url: string,
  headers: Readonly<Record<string, string>>,
  count: number,
  milliseconds: number,
): Promise<void> {
  const own = new Agent({ keepAlive: false, maxSockets: Infinity });
  const calls = Array.from({ length: count }, () => {
    const fields = { ...headers, "Content-Type": stowType(), "Content-Length": "5000000" };
    const call = request(url, { method: "POST", agent: own, headers: fields }, (response) => response.resume());
    call.on("error", () => undefined);
    call.write(`--${STOW_BOUNDARY}\r\n`);
    return call;
  });
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  for (const call of calls) call.destroy();
}
