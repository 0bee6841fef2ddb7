import { uidOf } from "../../scripts/lib/uid";
import { httpGet } from "../support/http-get";
import type { DebianLab } from "./debian-lab";

/** A gateway by its port of the loopback address. */
export type Port = number | string;

/** The ports of both gateways. */
export function gatewaysOf({ stack, twin }: DebianLab): readonly Port[] {
  return [new URL(stack.url).port, twin.port];
}

/** The status that a gateway gives to a session's request for the frame in the archive, on a connection of its own. */
export async function frameStatus({ stack, series }: DebianLab, port: Port, cookie: string): Promise<number> {
  const instance = uidOf("debian-provider image 0");
  const path = `/pacs/studies/${series.studyUid}/series/${series.seriesUid}/instances/${instance}/frames/1`;
  const headers = {
    Host: new URL(stack.url).host,
    Cookie: cookie,
    Accept: "multipart/related; type=application/octet-stream",
    // Of several workers any may be the one that takes a new connection.
    Connection: "close",
  };
  return (await httpGet(`http://127.0.0.1:${port}${path}`, headers)).status;
}

/** The different statuses of as many requests at once as reach every worker of both gateways. */
export async function statusesEverywhere(lab: DebianLab, cookie: string): Promise<number[]> {
  const asked = gatewaysOf(lab).flatMap((port) => Array.from({ length: 20 }, () => frameStatus(lab, port, cookie)));
  return [...new Set(await Promise.all(asked))];
}

/**
 * Asks for frames, 50 at a time and half of them at the second gateway, while something else is done.
 *
 * @returns how many requests had which status
 */
export async function underFrames(
  lab: DebianLab,
  cookie: string,
  work: () => Promise<void>,
): Promise<Readonly<Record<number, number>>> {
  const ports = gatewaysOf(lab);
  const counts: Record<number, number> = {};
  let running = true;
  const loops = Array.from({ length: 50 }, async (_, index) => {
    while (running) {
      const status = await frameStatus(lab, ports[index % ports.length] ?? "", cookie);
      counts[status] = (counts[status] ?? 0) + 1;
    }
  });
  try {
    await work();
  } finally {
    running = false;
    await Promise.all(loops);
  }
  return counts;
}
