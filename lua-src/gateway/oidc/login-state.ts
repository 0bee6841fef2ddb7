/**
 * The `state` of a login is the login: what has to be known when the browser comes back is sealed into it, and nothing is
 * stored. It opens for the browser that began, by the value of its cookie, and for ten minutes.
 */
import { newToken, tokenKey } from "../opaque-token";
import { seal, unseal } from "./seal";
import type { StateError } from "./error";

/** How long a person may take at the provider. */
export const LOGIN_SECONDS = 600;

/** How far the clocks of two gateways may be apart. */
const SKEW_SECONDS = 60;

/** A longer target is dropped: the whole state has to fit into addresses. */
const MAX_TARGET_BYTES = 2000;

/** Longer than any that is made here. */
const MAX_STATE_BYTES = 4096;

/** 132 random bits. */
const ID_CHARACTERS = 22;

export interface BegunLogin {
  readonly purpose: "login" | "confirm";
  /** Random; also the key by which a login is used once only. */
  readonly id: string;
  /** What the ID token has to bring (OpenID Connect Core 1.0, section 3.1.2.1). */
  readonly nonce: string;
  /** For PKCE (RFC 7636, section 4.1). */
  readonly verifier: string;
  /** Where to go afterwards: a path on this origin. */
  readonly to: string;
  /** Unix seconds. */
  readonly begunAt: number;
  /** Whose session is confirmed; "" at a login. */
  readonly user: string;
}

/** A login that begins now. `to` is what `safeReturnTarget` gave; over 2000 bytes, "/" stands for it. */
export function beginLogin(purpose: "login" | "confirm", to: string, user: string, now: number): BegunLogin {
  return {
    purpose,
    id: string.sub(newToken(), 1, ID_CHARACTERS),
    nonce: newToken(),
    verifier: newToken(),
    to: to.length <= MAX_TARGET_BYTES ? to : "/",
    begunAt: now,
    user,
  };
}

/** The `state` for a login; `binding` is a secret that only the browser's cookie holds. */
export function sealLogin(login: BegunLogin, binding: string): string {
  const { purpose, id, nonce, verifier, to, begunAt, user } = login;
  // No JSON: it writes slashes as two bytes.
  const lines = [purpose, id, nonce, verifier, string.format("%d", begunAt), user, to];
  return seal(purposeOf(binding), table.concat(lines, "\n"));
}

/**
 * The login of a `state`. "state-unknown": not made here, changed, or another browser's; "state-expired": over ten minutes
 * old, or more than a minute from now.
 */
export function openLogin(
  state: string,
  binding: string,
  now: number,
): LuaMultiReturn<[BegunLogin] | [undefined, StateError]> {
  if (binding === "" || state.length > MAX_STATE_BYTES) return $multi(undefined, "state-unknown");
  const text = unseal(purposeOf(binding), state);
  const login = text === undefined ? undefined : loginOf(text);
  if (login === undefined) return $multi(undefined, "state-unknown");
  const age = now - login.begunAt;
  if (age > LOGIN_SECONDS || age < -SKEW_SECONDS) return $multi(undefined, "state-expired");
  return $multi(login);
}

function purposeOf(binding: string): string {
  return `login-state ${tokenKey(binding)}`;
}

const SIX_LINES = "^([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n(.*)$";

function loginOf(text: string): BegunLogin | undefined {
  const [purpose, id, nonce, verifier, begunAt, user, to] = string.match(text, SIX_LINES);
  const seconds = tonumber(begunAt);
  if (purpose !== "login" && purpose !== "confirm") return undefined;
  if (id === undefined || nonce === undefined || verifier === undefined) return undefined;
  if (seconds === undefined || user === undefined || to === undefined) return undefined;
  return { purpose, id, nonce, verifier, to, begunAt: seconds, user };
}
