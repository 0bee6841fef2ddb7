/**
 * The names under which a login with the provider fails. They are stable: the log, pages, tests and the documentation use
 * them. None of them holds anything that came from outside.
 */
export type OidcTrouble =
  | StateTrouble
  | "metadata-size"
  | "metadata-json"
  | "metadata-form"
  | "metadata-issuer"
  | "metadata-endpoint"
  | "metadata-flow"
  | "metadata-pkce"
  | "metadata-algorithms"
  | "callback-form"
  | "callback-issuer"
  | "exchange-size"
  | "exchange-status"
  | "exchange-refused"
  | "exchange-json"
  | "exchange-form"
  | "exchange-type";

/** A `state` that this gateway has not given to this browser, or too long ago. */
export type StateTrouble = "state-unknown" | "state-expired";

/** A known error code in its form, or "other": what else a provider writes goes into no log and no page. */
export function cleanError(error: unknown): string {
  if (type(error) !== "string") return "other";
  const text = error as string;
  const [word] = string.match(text, "^[a-z_]+$");
  return word !== undefined && text.length <= 40 ? text : "other";
}
