/** The same transactions as `lua-src/gateway/dicomweb/transaction.ts`, as a reference of its own. Strings are bytes. */

export type Level = "study" | "series" | "instance";

export interface Search {
  readonly filters: readonly { readonly tag: string; readonly value: string }[];
  /** Keys in Request Attributes Sequence. */
  readonly requests?: readonly { readonly tag: string; readonly value: string }[] | undefined;
  readonly includeFields: readonly string[];
  readonly includeAll: boolean;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly fuzzyMatching?: boolean | undefined;
  readonly orderBy?: string | undefined;
  readonly anyOrder: boolean;
  readonly isBeyondIndex: boolean;
}

/** Whether a value has a byte beyond ASCII or an ampersand. */
export function isBeyondIndex(filters: Search["filters"]): boolean {
  return filters.some(({ value }) => /[&\x80-\xff]/.test(value));
}

export interface Rendering {
  readonly viewport?: string | undefined;
  readonly window?: string | undefined;
  readonly quality?: number | undefined;
  readonly annotation?: string | undefined;
  readonly iccProfile?: string | undefined;
}

export interface Transaction {
  readonly kind: string;
  readonly study?: string | undefined;
  readonly series?: string | undefined;
  readonly instance?: string | undefined;
  readonly query?: Search | undefined;
  readonly frames?: readonly number[] | undefined;
  readonly representations?: readonly string[] | undefined;
  readonly syntaxes?: readonly string[] | undefined;
  readonly isSingle?: boolean | undefined;
  readonly attribute?: string | undefined;
  readonly frame?: number | undefined;
  readonly mediaType?: string | undefined;
  readonly rendering?: Rendering | undefined;
  readonly boundary?: string | undefined;
}

/** A client's request as the parser gets it; path and query are raw. */
export interface ClientRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
}
