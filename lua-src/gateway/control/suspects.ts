import { forgetAccused } from "../breaker/kept";
import { clearSuspects, listAll } from "../breaker/suspects";
import { answer, answerJson, encodeList } from "./call";

/**
 * What the archive is not asked for, since it has ended twice while it worked on it; and what was under way at one end.
 *
 *     POST /suspects       -> {"accused": [{"key", "shown", "until"}, ...], "suspects": [{"key", "shown"}, ...]}
 *     POST /suspects/clear -> {"cleared": count}
 *
 * @module
 */
const list = (): void => {
  const { accused, suspects } = listAll();
  answerJson(200, `{"accused":${encodeList(accused)},"suspects":${encodeList(suspects)}}`);
};

const clear = (): void => {
  const cleared = clearSuspects();
  forgetAccused();
  answer(200, { cleared });
};

export const SUSPECT_CALLS: Readonly<Record<string, () => void>> = { "/suspects": list, "/suspects/clear": clear };
