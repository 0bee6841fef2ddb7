import { Agent } from "node:http";
import type { Arm } from "../arms/bench";
import { stowType } from "../../scripts/lib/stow";
import { askWhole } from "./ask";

const HEADERS = {
  Accept: "application/dicom+json",
  "Content-Type": stowType(),
};

/** Sends bodies over some connections; throws where one is not stored. `origin` is what a gateway demands. */
export async function storeAll(
  arm: Arm,
  bodies: readonly Buffer[],
  { connections, origin }: { readonly connections: number; readonly origin: string },
): Promise<void> {
  let at = 0;
  // Of its own: what was kept open since the last round, the server may be closing.
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const sender = async (): Promise<void> => {
    for (let body = bodies[at++]; body !== undefined; body = bodies[at++]) {
      const headers = { ...HEADERS, Origin: origin };
      const answer = await askWhole(arm, `${arm.prefix}/studies`, { method: "POST", headers, body, agent });
      if (answer.status !== 200) throw new Error(`${arm.name} answers ${answer.status} to an upload`);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, sender));
  } finally {
    agent.destroy();
  }
}

/** Files in groups of at most `size`. */
export function inBatches(files: readonly Buffer[], size: number): Buffer[][] {
  const count = Math.ceil(files.length / size);
  return Array.from({ length: count }, (_, at) => files.slice(at * size, (at + 1) * size));
}
