/** From the body of an admin request to the body that Orthanc gets: parsed, and written anew. */
import { decodeObject } from "../../../shared/json";
import { ADMIN_ROUTES } from "../../../shared/policy/admin-routes";
import { refuse, type Refusal } from "../../http/refusal";
import { matches } from "../../../shared/text";
import { SCHEMAS, type Schema } from "./schemas";
import { AT_ONCE } from "../../archive/candidates";
import { findRoute, splitPath } from "../../../shared/policy/route-table";

/** What the administration is given at once; Orthanc itself would give more. */
const MOST_RESULTS = "1000";

/**
 * Gives a search a limit. Orthanc applies it before it compares letters beyond ASCII (searches/resolve.ts): where there
 * are some, the limit is what it compares at once, and there may be more results than were asked for.
 */
export function boundFind(written: Record<string, string>): void {
  const isBeyondAscii = matches(written["Query"] ?? "", "[^%z\x01-\x7f]");
  const since = written["Since"] ?? "0";
  if (isBeyondAscii && since === "0") written["Limit"] = string.format("%d", AT_ONCE);
  else written["Limit"] ??= MOST_RESULTS;
}

type Written = LuaMultiReturn<[string] | [undefined, Refusal]>;

const NOT_JSON = refuse(400, "body-json", "The body is no JSON object.");
const UNKNOWN_KEY = refuse(400, "body-unknown-key", "The body has a key that this request does not take.");
const NOT_WORD = refuse(400, "body-text", "The body is not the one word that this request takes.");

/** The requests whose body is one word: 0 or 1, and the AE title that a retrieval goes to (PS3.5, section 6.2). */
const WORDS: Readonly<Record<string, string | undefined>> = {
  "/patients/{id}/protected": "^[01]$",
  "/queries/{uuid}/answers/{number}/retrieve": "^[A-Za-z0-9_.-][A-Za-z0-9 _.-]*$",
};
const LONGEST_WORD = 16;

const FIND = "/tools/find";

// A route that takes a body without a grammar for it must not exist, and the gateway not start.
for (const key in ADMIN_ROUTES) {
  for (const { template, body } of ADMIN_ROUTES[key] ?? []) {
    const known = body === "json" ? SCHEMAS[template] !== undefined : WORDS[template] !== undefined;
    if (body !== "none" && !known) error(`no grammar for the body of ${template}`);
  }
}

function writeJson(template: string, schema: Schema, body: string): Written {
  const document = decodeObject(body);
  if (document === undefined) return $multi(undefined, NOT_JSON);
  const values: Record<string, string> = {};
  for (const key in document) {
    // A list's keys are numbers, which no schema has.
    const grammar = schema.fields[key];
    if (grammar === undefined) return $multi(undefined, UNKNOWN_KEY);
    const json = grammar(document[key]);
    const wrong = refuse(400, "body-value", `The body's ${key} has a value that this request does not take.`);
    if (json === undefined) return $multi(undefined, schema.refusals[key] ?? wrong);
    values[key] = json;
  }
  for (const key of schema.required) {
    if (document[key] === undefined) {
      return $multi(undefined, refuse(400, "body-missing-key", `The body lacks ${key}.`));
    }
  }
  if (template === FIND) boundFind(values);
  const written: string[] = [];
  for (const [key, json] of pairs(values)) written.push(`"${key}":${json}`);
  // The order of a table's keys is not the document's.
  table.sort(written);
  return $multi(`{${table.concat(written, ",")}}`);
}

/**
 * Reads the body of a request to the route of this template and writes it anew, with the keys in order. Refused with
 * 400: what is no JSON object, keys that are not in the route's schema, values that are not of the key's grammar, and
 * a missing key that the route needs.
 */
export function rewriteBody(template: string, body: string): Written {
  const schema = SCHEMAS[template];
  if (schema !== undefined) return writeJson(template, schema, body);
  const word = WORDS[template] ?? error(`no grammar for the body of ${template}`);
  // Pattern: at most LONGEST_WORD bytes.
  if (body.length > LONGEST_WORD || !matches(body, word)) return $multi(undefined, NOT_WORD);
  return $multi(body);
}

/**
 * Puts the newly written body in place of the client's, in the inner server, which nginx then sends to Orthanc. A
 * refusal tells the outer server its reason in headers. Rewrite phase; the outer server has bounded the length.
 */
export function rewriteDocument(): void {
  const route = findRoute(ADMIN_ROUTES, ngx.req.get_method(), splitPath(ngx.var["uri"] ?? ""));
  if (route === undefined) return ngx.exit(404);
  ngx.req.read_body();
  const [body, refusal] = rewriteBody(route.template, ngx.req.get_body_data() ?? "");
  if (body === undefined) {
    ngx.header["X-Reason"] = refusal.reason;
    ngx.header["X-Detail"] = refusal.detail;
    return ngx.exit(refusal.status);
  }
  ngx.req.set_body_data(body);
}
