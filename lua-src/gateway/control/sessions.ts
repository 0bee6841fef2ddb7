import * as sessions from "../accounts/sessions";
import { answer, answerFailure, answerJson, encodeList, textArgument, type Arguments } from "./call";

/**
 * Calls on sessions. A session is `{id, createdAt, seenAt, address, browser, current}`, times in Unix seconds.
 *
 *     POST /sessions/list    {user}     -> {sessions: [..]}
 *     POST /sessions/end     {user, id} -> {}
 *     POST /sessions/end-all {user}     -> {ended}
 *
 * @module
 */

function list(call: Arguments): void {
  const [found, problem] = sessions.listSessions(textArgument(call, "user"), "");
  if (found === undefined) return answerFailure(problem);
  answerJson(200, `{"sessions":${encodeList(found)}}`);
}

function end(call: Arguments): void {
  const [done, problem] = sessions.endSessionById(textArgument(call, "user"), textArgument(call, "id"));
  if (done === undefined) return answerFailure(problem);
  answerJson(200, "{}");
}

function endAll(call: Arguments): void {
  const [ended, problem] = sessions.endOtherSessions(textArgument(call, "user"), "");
  if (ended === undefined) return answerFailure(problem);
  answer(200, { ended });
}

export const SESSION_CALLS: Readonly<Record<string, (call: Arguments) => void>> = {
  "/sessions/list": list,
  "/sessions/end": end,
  "/sessions/end-all": endAll,
};
