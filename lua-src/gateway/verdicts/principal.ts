/** Who a request acts for, looked up at most a second ago. */
export interface Principal {
  /** A person with a browser, or a program with an API token. */
  readonly kind: "session" | "token";
  /** The account; a token's is its owner's. */
  readonly user: string;
  /** The account's roles, names parted by commas; "" gives nothing. */
  readonly roles: string;
  /** The only permissions that a token may use of its owner's, parted by commas; undefined for no such limit. */
  readonly limit: string | undefined;
  readonly mustChangePassword: boolean;
  /** When the password was last given, in Unix seconds; 0 where it never is. */
  readonly confirmedAt: number;
  /** The key of the session's or token's record: a hash, or a token's public id; never the secret itself. */
  readonly key: string;
}
