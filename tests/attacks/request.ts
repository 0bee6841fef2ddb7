/** A request as bytes: nothing is escaped, normalised or added when it is sent, but what `wire.ts` says. */
export interface AttackRequest {
  readonly method: string;
  readonly target: string;
  /** In order, doubled where they are doubled; `Host` and `Cookie` are added where none is given. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Bytes as latin1; its Content-Length is added where no header frames it. */
  readonly body: string;
}

/** One request of a class, and what a deployment has to do with it. */
export interface Attack {
  readonly request: AttackRequest;
  /**
   * `refused`: a 4xx, or the connection ends. `inert`: answered exactly as `baseline`, the same request without its
   * attack. `redirected`: a 308 to just `location`, a path of the same origin, or refused.
   */
  readonly expects: "refused" | "inert" | "redirected";
  readonly baseline?: AttackRequest;
  readonly location?: string;
  /** Would delete, change or stop something where it got through. */
  readonly harmful: boolean;
}

/** What attacks aim at: a deployment, a session at it, and something that it holds. */
export interface Site {
  readonly url: string;
  /** `name=value`, or `""` for none. */
  readonly cookie: string;
  readonly study: string;
  readonly series: string;
  readonly instance: string;
}

/** Attacks of one kind. */
export interface AttackClass {
  readonly name: string;
  readonly attacks: (site: Site) => readonly Attack[];
}

type Headers = AttackRequest["headers"];

/** A request; the method is GET and nothing else is in it unless given. */
export function get(target: string, headers: Headers = [], method = "GET", body = ""): AttackRequest {
  return { method, target, headers, body };
}

/** A request that changes something, with the Origin that a browser sends from the deployment's own pages. */
export function change(site: Site, method: string, target: string, headers: Headers = [], body = ""): AttackRequest {
  return { method, target, headers: [["Origin", site.url], ...headers], body };
}

/** A request that has to be refused. */
export function refused(request: AttackRequest, harmful = false): Attack {
  return { request, expects: "refused", harmful };
}

/** A request that has to be answered as `baseline` is. */
export function inert(baseline: AttackRequest, request: AttackRequest, harmful = false): Attack {
  return { request, expects: "inert", baseline, harmful };
}

/** GETs of targets that may only be redirected, each to its location. */
export function redirectedTargets(targets: readonly (readonly [target: string, location: string])[]): Attack[] {
  return targets.map(([target, location]) => ({
    request: get(target),
    expects: "redirected",
    location,
    harmful: false,
  }));
}

/** GETs of targets that have to be refused. */
export function refusedTargets(targets: readonly string[], harmful = false): Attack[] {
  return targets.map((target) => refused(get(target), harmful));
}

/** A baseline with further headers, which must not matter. */
export function inertHeaders(baseline: AttackRequest, headers: readonly (readonly [string, string])[]): Attack[] {
  return headers.map((header) => inert(baseline, { ...baseline, headers: [...baseline.headers, header] }));
}
