import { decodeObject, encode, textField } from "../../shared/json";
import { seal, unseal } from "./seal";

/** What a session keeps of the provider's tokens. The browser sees none of them, but for the hint at the logout. */
export interface SessionTokens {
  /** For `id_token_hint` at the logout (RP-Initiated Logout 1.0, section 2); "" where it is too long for an address. */
  readonly idToken: string;
  /** "" for none. */
  readonly refreshToken: string;
  /** What the login sent: a refreshed ID token may hold it (OpenID Connect Core 1.0, section 12.2). */
  readonly nonce: string;
  /** Whom the tokens are of. */
  readonly subject: string;
  /** Whether userinfo by itself said all about the person's roles: a refresh may bring no ID token. "yes" or "". */
  readonly userinfo: string;
}

const purposeOf = (user: string): string => `session tokens of ${user}`;

/** Seals tokens for a user's session: whoever reads the state reads none of them. */
export function sealTokens(user: string, tokens: SessionTokens): string {
  return seal(purposeOf(user), encode({ ...tokens }));
}

/** The tokens of a user's session; undefined where there are none, or they can't be read. */
export function openTokens(user: string, sealed: string | undefined): SessionTokens | undefined {
  if (sealed === undefined || sealed === "") return undefined;
  const object = decodeObject(unseal(purposeOf(user), sealed) ?? "");
  if (object === undefined) return undefined;
  const idToken = textField(object, "idToken") ?? "";
  const refreshToken = textField(object, "refreshToken") ?? "";
  const nonce = textField(object, "nonce") ?? "";
  const subject = textField(object, "subject") ?? "";
  return { idToken, refreshToken, nonce, subject, userinfo: textField(object, "userinfo") ?? "" };
}
