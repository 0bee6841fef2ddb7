import { isUid } from "../../shared/policy/uid";
import { quote } from "../../shared/quote";
import { askForResources } from "../archive/resources";
import { readSenders } from "../store/stored-by";
import { answer, answerJson, type Arguments, answerNoUid, encodeList, textArgument } from "./call";

/**
 * By whom a study was stored.
 *
 *     POST /stored-by {"study": "<StudyInstanceUID>"} -> {"senders": [{"person", "token", "address", "first", "last", "count"}, ...]}
 *
 * @module
 */
function list(call: Arguments): void {
  const study = textArgument(call, "study");
  if (!isUid(study)) return answerNoUid(study);
  const query = { Level: "Study", Query: { StudyInstanceUID: study }, ResponseContent: ["Metadata"], Limit: 100 };
  const found = askForResources("/tools/find", query);
  if (found === undefined) {
    return answer(503, { reason: "archive-unavailable", error: "The archive does not answer." });
  }
  if (found.length === 0) return answer(404, { reason: "no-such-study", error: `There is no study ${quote(study)}.` });
  const senders: unknown[] = [];
  for (const { Metadata } of found) {
    for (const sender of readSenders(Metadata?.["StoredBy"] ?? "")) senders.push(sender);
  }
  answerJson(200, `{"senders":${encodeList(senders)}}`);
}

export const STORED_BY_CALLS: Readonly<Record<string, (call: Arguments) => void>> = { "/stored-by": list };
