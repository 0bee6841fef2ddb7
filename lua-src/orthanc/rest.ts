/** Orthanc's own REST API, as its Lua has it (https://orthanc.uclouvain.be/book/users/lua.html); no HTTP, no filter. */

declare function RestApiGet(uri: string, builtin: boolean): string | undefined;
declare function RestApiPost(uri: string, body: string, builtin: boolean): string | undefined;
declare function ParseJson(text: string): unknown;

/** What Orthanc's hooks are told of an object: its tags by their names. */
export type Tags = Readonly<Record<string, unknown>>;

/** Where an object comes from. AE titles are whatever the sender says. */
export interface Origin {
  readonly RequestOrigin?: string;
  readonly RemoteIp?: string;
  readonly RemoteAet?: string;
}

/** An answer of `/tools/lookup`. */
export interface Found {
  readonly Type: "Patient" | "Study" | "Series" | "Instance";
  /** Orthanc's identifier. */
  readonly ID: string;
}

/**
 * The resources with an identifier, of whatever level; undefined where Orthanc does not tell. It compares normalised
 * identifiers: capitals, no spaces at the ends.
 */
export function lookup(identifier: string): readonly Found[] | undefined {
  const found = RestApiPost("/tools/lookup", identifier, true);
  return found === undefined ? undefined : (ParseJson(found) as readonly Found[]);
}

type Answer = Readonly<Record<string, unknown>> | undefined;

function getFrom(path: string, isBuiltIn: boolean): Answer {
  const answer = RestApiGet(path, isBuiltIn);
  return answer === undefined ? undefined : (ParseJson(answer) as Answer);
}

/** The answer to a GET; undefined where there is none, as for what was deleted just now. */
export function get(path: string): Answer {
  return getFrom(path, true);
}

/** The same of a plugin. */
export function getOfPlugin(path: string): Answer {
  return getFrom(path, false);
}
