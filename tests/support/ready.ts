import { until } from "./docker";

/** Awaits that a gateway and what it needs are ready for people, however often they start anew meanwhile. */
export async function untilReady(url: string): Promise<void> {
  await until("the stack to be ready", async () => {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    return answer?.status === 200 ? true : undefined;
  });
}
