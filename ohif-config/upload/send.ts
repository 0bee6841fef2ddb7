import { isSessionEnd, MOST_RESENDS } from "../session/ask-session";
import type { Part } from "./batch";
import type { Sent } from "./deliver";
import { headOf } from "./file";
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
  readonly changed: () => void;
}

/** Sends contents, and again with the next session if this one has ended. */
async function sendContents(
  { post, hasEnded, renew, ready, changed }: Sending,
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
    const said = await post(contents, told, ending);
    if (resends === MOST_RESENDS || ending.aborted) return said;
    // A large request may break because of the session's end, before its answer.
    const isEnded = "broken" in said ? await hasEnded() : isSessionEnd(said.status, said.challenge);
    if (!isEnded) return said;
    await renew();
  }
}

/** Sends parts in one request. */
export async function sendParts(parts: readonly Part[], sending: Sending, ending: AbortSignal): Promise<Sent> {
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
