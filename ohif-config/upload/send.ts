import { isSessionEnd, MOST_RESENDS } from "../session/ask-session";
import type { Part } from "./batch";
import type { Sent } from "./deliver";
import { type Candidate, headOf } from "./file";
import type { UnderWay } from "./state";
import type { Post, Said } from "./store";
import { reasonOfUnread } from "./zip";

/** What is needed to send. */
export interface Sending {
  readonly post: Post;
  /** Whether the session has ended, or is another account's, as far as the gateway answers. */
  readonly hasEnded: () => Promise<boolean>;
  /** Resolves once the same person has a session again. */
  readonly renew: () => Promise<void>;
  /** Resolves at once unless somebody waits for a session. */
  readonly ready: () => Promise<void>;
  readonly underWay: Set<UnderWay>;
  /** Files that may be stored: they were sent, and no answer says what has become of them. */
  readonly inDoubt: Set<Candidate>;
  readonly changed: () => void;
}

/** Whether an answer says that nothing of its request is stored. */
function isRefusal(said: Said): boolean {
  return !("broken" in said) && said.status >= 400 && said.status < 500;
}

/** Sends contents, and again with the next session if this one has ended. */
async function sendContents(
  { post, hasEnded, renew, ready, changed, inDoubt }: Sending,
  request: UnderWay,
  contents: readonly Blob[],
  ending: AbortSignal,
): Promise<Said> {
  const told = (bytes: number): void => {
    request.sent = bytes;
    changed();
  };
  for (let resends = 0; ; resends += 1) {
    await ready();
    told(0);
    if (!ending.aborted) for (const { file } of request.parts) inDoubt.add(file);
    const said = await post(contents, told, ending);
    if (isRefusal(said)) for (const { file } of request.parts) inDoubt.delete(file);
    if (resends === MOST_RESENDS || ending.aborted) return said;
    // A large request may break because of the session's end, before its answer.
    const isEnded = "broken" in said ? await hasEnded() : isSessionEnd(said.status, said.challenge);
    if (!isEnded) return said;
    await renew();
  }
}

/** Sends parts in one request. */
export async function sendParts(parts: readonly Part[], sending: Sending, ending: AbortSignal): Promise<Sent<Part>> {
  const contents: Blob[] = [];
  for (const part of parts) {
    try {
      contents.push(part.content ?? (await part.file.open()));
    } catch (cause) {
      return { unread: part, reason: reasonOfUnread(cause) };
    }
  }
  const request = { parts, sent: 0 };
  sending.underWay.add(request);
  const said = await sendContents(sending, request, contents, ending);
  sending.underWay.delete(request);
  if (!("broken" in said) || ending.aborted) return said;
  // It may be a file that is gone, or has been changed since.
  for (const [index, part] of parts.entries()) {
    const content = contents[index];
    const reason = content === undefined ? undefined : await headOf(content).then(() => undefined, reasonOfUnread);
    if (reason !== undefined) return { unread: part, reason };
  }
  return said;
}
