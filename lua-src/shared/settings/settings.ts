import type { SimpleKind, SimpleValue } from "./kinds";
import { parseOrigin } from "./network";
import { readValue } from "./read-value";
import { rows } from "./schema";
import type { Kind, Setting } from "./setting";

/** The type that a good value of a kind is read as. */
type Read<K extends Kind> = K extends { readonly type: "choice" }
  ? K["values"][number]
  : K extends { readonly type: "integer" | "size" }
    ? number
    : K extends { readonly type: SimpleKind }
      ? SimpleValue<K["type"]>
      : string;

/** The same for a setting, which may be unset if it has no default. */
type ValueOf<S extends Setting> = S extends { readonly fallback: string }
  ? NonNullable<Read<S["kind"]>>
  : Read<S["kind"]> | (S["kind"] extends { readonly type: "choice" } ? "" : never);

/** The values of settings by their fields. */
type ValuesOf<S extends Setting> = {
  readonly [One in S as One extends { readonly field: infer F extends string } ? F : never]: ValueOf<One>;
};

/** Single sign-on by OpenID Connect. */
export type OidcSettings = ValuesOf<(typeof rows.oidc)[number]> & {
  /** All "" with discovery. */
  readonly endpoints: ValuesOf<(typeof rows.endpoints)[number]>;
};

/** Checked settings of the containers. Sizes are bytes, times seconds; a text that is not set is "". */
export type Settings = ValuesOf<(typeof rows.settings)[number]> & {
  /** undefined: single sign-on is off. */
  readonly oidc: OidcSettings | undefined;
};

/**
 * Makes settings from values that have been checked.
 *
 * @param text the value of a setting, or its default
 */
export function readSettings(text: (name: string) => string): Settings {
  const values = valuesOf(rows.settings, text);
  const local = `http://${values.bindAddress}:${values.httpPort}`;
  const publicUrl = values.publicUrl === "" ? (parseOrigin(local)?.text ?? "") : values.publicUrl;
  const oidc = { ...valuesOf(rows.oidc, text), endpoints: valuesOf(rows.endpoints, text) };
  return { ...values, publicUrl, oidc: oidc.issuer === "" ? undefined : oidc };
}

function valuesOf<S extends Setting>(settings: readonly S[], text: (name: string) => string): ValuesOf<S> {
  const values: Record<string, unknown> = {};
  for (const { name, field, kind } of settings) {
    if (field !== undefined) values[field] = readValue(kind, text(name));
  }
  return values as unknown as ValuesOf<S>;
}
