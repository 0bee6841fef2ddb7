/** Whose session this browser has. */
export interface Owner {
  readonly user: string;
  /** The account has a first password, with which nothing but its change is allowed. */
  readonly passwordChangeDue: boolean;
  /** May change other people's accounts. */
  readonly people: boolean;
  /** What the person's roles give. */
  readonly permissions: Readonly<Record<string, true | undefined>>;
}

/** The owner; `ended` where there is no session; `unknown` where the gateway gives no clear answer. */
export type SessionState = Owner | "ended" | "unknown";

/** Asks the gateway whose session this is. `network` is the browser's own fetch. */
export async function askSession(network: typeof fetch): Promise<SessionState> {
  try {
    const answer = await network("/session", { cache: "no-store", redirect: "manual" });
    if (answer.status === 401) return "ended";
    return answer.ok ? ((await answer.json()) as Owner) : "unknown";
  } catch {
    return "unknown";
  }
}

/** Whether a person has no session any more: it has ended, or another account has one in its place. */
export function hasLost(user: string, state: SessionState): boolean {
  return state === "ended" || (state !== "unknown" && state.user !== user);
}

/**
 * Whether an answer is the gateway's own "no session" (its problem document of status 401), which names a scheme
 * that nothing else uses (RFC 9110 section 11.6.1).
 *
 * @param challenge the answer's WWW-Authenticate
 */
export function isSessionEnd(status: number, challenge: string | null): boolean {
  return status === 401 && challenge?.startsWith("Session ") === true;
}

/** Whether an address belongs to this origin: nothing else is looked at, and `data:` and `blob:` are none. */
export function isOwn(address: string | URL): boolean {
  return new URL(address, document.baseURI).origin === location.origin;
}

/** How often one request is sent again: a session that is there and refused all the same must not go round for ever. */
export const MOST_RESENDS = 3;
