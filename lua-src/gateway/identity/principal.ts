/** Who a request acts for, looked up at most a second ago. */
export interface Principal {
  readonly user: string;
  readonly role: string;
  readonly mustChangePassword: boolean;
  /** The key of the session record: a hash, never the token itself. */
  readonly session: string;
}
