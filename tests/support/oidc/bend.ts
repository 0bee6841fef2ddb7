import type { SigningKey } from "../jwt/keys";
import type { Json } from "./bent-tokens";
import type { Known } from "./certified-configuration";
import type { KeyPair } from "./lab";

/** An answer of the provider's: status, media type, text. */
export interface Reply {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the body comes a byte at a time and never ends. */
  readonly drips?: boolean;
}

export type Grant = "authorization_code" | "refresh_token";

/** Where the provider departs from what is right; nothing in it is the right way. */
export interface Bend {
  /** An answer in place of the right one, by the request's path; a promise may take its time, or never come. */
  readonly reply?: (path: string) => Reply | Promise<Reply> | undefined;
  readonly discovery?: (document: Json) => Json;
  /** Before the path of every endpoint but the discovery document. */
  readonly prefix?: string;
  /** The keys as they are published. */
  readonly keys?: (keys: readonly object[]) => readonly object[];
  /** Of the ID token; as they are given they are signed. */
  readonly header?: (header: Json) => Json;
  readonly claims?: (claims: Json, grant: Grant) => Json;
  /** In place of the right signature. */
  readonly sign?: (header: Json, claims: Json, key: SigningKey) => string;
  readonly token?: (answer: Json, grant: Grant) => Json | Reply;
  readonly userinfo?: (claims: Json) => Json;
  /** What is handed to the browser for the callback. */
  readonly callback?: (parameters: URLSearchParams) => void;
  readonly loggedOut?: (parameters: URLSearchParams) => void;
  /** Done before an ID token is signed. */
  readonly beforeSigning?: () => void;
}

/** A request as it arrived. */
export interface Received {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly authorization: string;
}

/** A login, from the authorization request to its tokens. */
export interface Login {
  readonly who: Known;
  readonly sid: string;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
}

export interface BentProvider {
  readonly issuer: string;
  readonly received: Received[];
  /** Who logs in, without being asked. */
  who: Known;
  bend: Bend;
  /** The first signs, all are published. */
  keys: SigningKey[];
  /** Of access tokens, in seconds. */
  accessSeconds: number;
  /** The login that began last. */
  readonly last: () => Login | undefined;
  readonly present: (certificate: KeyPair) => void;
  /** Listens again after `stop`. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** By which the gateway is known. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What the provider remembers. */
export interface Memory {
  readonly codes: Map<string, Login>;
  readonly refreshTokens: Map<string, Login>;
  readonly accessTokens: Map<string, Login>;
  last: Login | undefined;
}
