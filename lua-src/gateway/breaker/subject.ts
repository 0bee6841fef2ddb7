/** What is asked of the archive, known again when it is asked again. */
export interface Subject {
  /** A digest of all that is asked, so that nobody's request stands for another one. */
  readonly key: string;
  /** For people: no more of it than a log may hold. */
  readonly shown: string;
}

const MOST_SHOWN = 300;

/** @param whole everything that makes it what it is */
export function subjectOf(whole: string, shown: string, person: string): Subject {
  const by = person === "" ? "" : ` by ${person}`;
  return { key: ngx.md5(whole), shown: string.sub(shown, 1, MOST_SHOWN) + by };
}

/** Whether it is asked ahead of people. */
export function isPrefetch(): boolean {
  return ngx.var["http_x_prefetch"] !== undefined;
}

/**
 * What the request at hand asks, in Orthanc's terms: the gateway has written all of it. undefined where it is the
 * gateway's own question, which has to go on, or has a body that nobody has read here. Its query may name a patient.
 */
export function subjectHere(): Subject | undefined {
  const person = ngx.var["http_x_user"] ?? "";
  if (person === "" && !isPrefetch()) return undefined;
  const method = ngx.req.get_method();
  const body = method === "GET" || method === "DELETE" ? "" : ngx.req.get_body_data();
  if (body === undefined) return undefined;
  const asked = `${method} ${ngx.var["uri"] ?? ""}`;
  const accept = ngx.var["http_accept"] ?? "";
  return subjectOf(`${asked}?${ngx.var["args"] ?? ""}\n${accept}\n${body}`, asked, person);
}
