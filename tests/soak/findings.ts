/** What a run has found: counts by name, and what must not be. */
export interface Findings {
  readonly counts: Map<string, number>;
  readonly violations: Violation[];
}

/** The properties that a run shows; the names of its summary's lines. */
export const PROPERTIES = {
  body: "no stale or wrong body",
  access: "no body for anybody who may not see it",
  refusal: "no refusal while all is well",
  restart: "all is well again within a minute of each restart",
  cache: "the cache is used, and within its bounds",
  gone: "what was deleted has left the cache's disk within 10 minutes",
  memory: "memory is flat",
  files: "open files and connections are flat",
  log: "the gateway's log has no failed handler",
} as const;

export type Property = keyof typeof PROPERTIES;

export interface Violation {
  readonly at: number;
  readonly property: Property;
  /** The request, or what was measured, and what was expected. */
  readonly what: string;
}

export function newFindings(): Findings {
  return { counts: new Map(), violations: [] };
}

export function count({ counts }: Findings, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

export function violate({ violations }: Findings, property: Property, what: string): void {
  violations.push({ at: Date.now(), property, what });
}
