/**
 * What a setting is. Everything in this folder runs twice: in node (`npm start`) and in LuaJIT (`setup`). So it keeps to
 * what both sides do alike: ASCII string methods, arrays, plain objects. Text is a string of bytes: node hands values
 * over as Latin-1 views of their UTF-8 bytes, which is what a Lua string is anyway.
 *
 * @module
 */
import type { SimpleKind } from "./kinds";

/**
 * What a value has to look like. Sizes are written `512m` or `1g`, as Docker and nginx do, or `off` where that is
 * allowed.
 */
export type Kind =
  | { readonly type: SimpleKind }
  | { readonly type: "url"; readonly schemes: readonly string[]; readonly credentials: boolean }
  | { readonly type: "size"; readonly min: string; readonly max: string; readonly off?: boolean }
  | { readonly type: "integer"; readonly min: number; readonly max: number; readonly unit: string }
  | { readonly type: "password" }
  | { readonly type: "choice"; readonly values: readonly string[] };

/** A row of the schema: everything about a setting but its section in docs/configuration.md. */
export interface Setting {
  readonly name: string;
  /** Its name in `Settings` (settings.ts); absent if only Compose or a build reads it. */
  readonly field?: string;
  /** Set if the gateway reads it: `setup` then writes the field into settings.json. */
  readonly gateway?: true;
  /** The value when nothing is given; absent where that means "none" or "derived from other settings". */
  readonly fallback?: string;
  /** One line, shown in `.env.example` and `docs/configuration.md`. */
  readonly explanation: string;
  readonly kind: Kind;
  /** A secret's value is never shown; it can also be given as the name of a file, by `<name>_FILE`. */
  readonly secret?: true;
}

/** Names to values; a name that is present with "" counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;
