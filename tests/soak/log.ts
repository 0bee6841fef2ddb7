import { logLines } from "../support/docker";
import { isDisturbed } from "./disturbance";
import { violate } from "./findings";
import type { World } from "./world";

/** Handlers that failed, and nginx's own words of defects; not that a container was away. */
const BAD = /"level":"error"|\[(crit|alert|emerg)\]/;
/**
 * Files of changed studies are removed beside nginx (ADR 0015). Its cache manager tells of it when their time would have
 * come, its cache loader when it has listed a folder before and looks at the files after; neither is about a request,
 * whose line would end with its client.
 */
const KNOWN = /\] \d+#\d+: (unlink|stat)\(\) "\/cache\/\w+\/[^"]+" failed \(2: No such file or directory\)$/;

/** Whether a line of the gateway's log, with Docker's time before it or without, tells of a defect. */
export function isDefect(line: string): boolean {
  return BAD.test(line) && !KNOWN.test(line);
}

/** Looks for failures in the gateway's log, but for the times at which something was away. */
export async function judgeLog(world: World): Promise<void> {
  for (const line of await logLines(`${world.stack.project}-gateway-1`, isDefect, "--timestamps")) {
    const at = Date.parse(line.slice(0, line.indexOf(" ")));
    if (at >= world.begun && !isDisturbed(world.disturbances, at, at)) violate(world.findings, "log", line);
  }
}
