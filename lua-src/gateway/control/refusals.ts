import { refusalCounts } from "../http/refusal";
import { answer } from "./call";

/**
 * How often each reason for a refusal was given since the gateway's start.
 *
 *     POST /refusals -> {"<reason>": count, ...}
 *
 * @module
 */
const count = (): void => {
  answer(200, refusalCounts());
};

/** By their addresses. */
export const REFUSAL_CALLS: Readonly<Record<string, () => void>> = { "/refusals": count };
