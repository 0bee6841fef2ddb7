/** The query parameters that say what `Accept` and `Accept-Charset` say (PS3.18, section 8.3.3). */
import type { QueryParameter } from "../http/query";
import { refuse, type Refusal } from "../http/refusal";
import { matches } from "../../shared/text";
import { quote } from "../../shared/quote";

/** The refusal of a `charset` that does not allow the one character set that there is; undefined if it does. */
export function refuseCharset(list: string): Refusal | undefined {
  if (hasUtf8(list)) return undefined;
  return refuse(
    406,
    "charset",
    `Every answer is in UTF-8, which the charset ${quote(list)} does not allow: add utf-8 or leave it out.`,
  );
}

/** The parameters that are left, and what the client accepts. */
export interface Negotiated {
  /** Of the parameter, which outranks the header; undefined where there is neither. */
  readonly accept: string | undefined;
  readonly rest: readonly QueryParameter[];
}

/** Takes `accept` and `charset` out of a query; a `charset` without UTF-8 is refused with 406. */
export function negotiate(
  parameters: readonly QueryParameter[],
  header: string | undefined,
): LuaMultiReturn<[Negotiated] | [undefined, Refusal]> {
  if (parameters.length === 0) {
    return $multi({ accept: header, rest: parameters });
  }
  let accept = header;
  const rest: QueryParameter[] = [];
  for (const parameter of parameters) {
    const { key, value } = parameter;
    if (key === "accept") {
      // A plus sign that was not encoded has been read as a space; no media type has one between letters.
      [accept] = string.gsub(value, "(%w) (%w)", "%1+%2");
    } else if (key !== "charset") {
      rest.push(parameter);
    } else {
      const refusal = refuseCharset(value);
      if (refusal !== undefined) return $multi(undefined, refusal);
    }
  }
  return $multi({ accept, rest });
}

/** Whether a list of character sets with quality values (RFC 9110, section 12.5.2) allows UTF-8. */
function hasUtf8(list: string): boolean {
  for (const [piece = ""] of string.gmatch(list, "[^,]+")) {
    const [name, weight = ""] = string.match(string.lower(piece), "^%s*([%w*-]+)%s*(.*)$");
    const isUtf8 = name === "utf-8" || name === "utf8" || name === "*";
    if (isUtf8 && matches(`${weight};`, "^;") && !matches(weight, ";%s*q=0%.?0*%s*$")) {
      return true;
    }
  }
  return false;
}
