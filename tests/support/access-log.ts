import { inject } from "vitest";
import { docker, until } from "./docker";

/** A line of the gateway's access log. */
export type AccessLine = Readonly<Record<string, unknown>>;

/** What the access log says of a request, by its X-Request-Id. nginx writes some lines at once, a moment later. */
export async function accessLine(
  request: string,
  container = `${inject("stack").project}-gateway-1`,
): Promise<AccessLine> {
  return until(`the log of ${request}`, async () => {
    const { stdout } = await docker("logs", "--tail", "400", container);
    const line = stdout.split("\n").find((one) => one.includes(`"request":"${request}"`));
    return line === undefined ? undefined : (JSON.parse(line) as AccessLine);
  });
}
