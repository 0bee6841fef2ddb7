import { browserSummary } from "./browser-summary";
import type { Origin } from "../accounts/session-record";

/** Where a request of the inner server comes from, as the outer one has said it. */
export function loginOrigin(): Origin {
  const agent = string.sub(ngx.var["http_x_agent"] ?? "", 1, 512);
  return { address: ngx.var["http_x_client"] ?? "", browser: browserSummary(agent) };
}
