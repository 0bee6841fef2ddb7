import { docker } from "../support/docker";
import { isDisturbed } from "./disturbance";
import { violate } from "./findings";
import type { World } from "./world";

/** Handlers that failed, and nginx's own words of defects; not that a container was away. */
const BAD = /"level":"error"|\[(crit|alert|emerg)\]/;
/** Files of changed studies are removed beside nginx, which tells of it when their time would have come (ADR 0015). */
const KNOWN = /unlink\(\) "\/cache\/\w+\/[^"]+" failed \(2: /;

/** Looks for failures in the gateway's log, but for the times at which something was away. */
export async function judgeLog(world: World): Promise<void> {
  const { stdout, stderr } = await docker("logs", "--timestamps", `${world.stack.project}-gateway-1`);
  for (const line of (stdout + stderr).split("\n").filter((one) => BAD.test(one) && !KNOWN.test(one))) {
    const at = Date.parse(line.slice(0, line.indexOf(" ")));
    if (at >= world.begun && !isDisturbed(world.disturbances, at, at)) violate(world.findings, "log", line);
  }
}
