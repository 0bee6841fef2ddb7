/** Tables of what Orthanc may be asked for. The gateway builds from them, and the filter in Orthanc allows by them. */
import { isRest, isSegment } from "./segments";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** A method and a path of Orthanc's. */
export interface Route {
  readonly method: Method;
  /** E.g. `/studies/{id}/labels`. */
  readonly template: string;
  /** The template's segments; those in braces name a grammar of `segments.ts`. */
  readonly segments: readonly string[];
}

/**
 * Routes by method, first segment and number of segments; where the last segment stands for all that is left, the
 * number is a `+`.
 */
export type RouteTable<R extends Route> = Record<string, R[] | undefined>;

/** The segments of a path; empty ones do not count. */
export function splitPath(path: string): string[] {
  const segments: string[] = [];
  for (const [segment = ""] of string.gmatch(path, "[^/]+")) {
    segments.push(segment);
  }
  return segments;
}

/** Adds a route to a table. */
export function addRoute<R extends Route>(routes: RouteTable<R>, route: R): void {
  const { method, segments } = route;
  const count = segments.length;
  const key = isRest(segments[count - 1] ?? "") ? restKey(method, segments) : wholeKey(method, segments);
  const found = routes[key] ?? [];
  routes[key] = found;
  found.push(route);
}

/** The first route of the table that a method and the segments of a path mean. */
export function findRoute<R extends Route>(
  routes: RouteTable<R>,
  method: string,
  segments: readonly string[],
): R | undefined {
  for (const route of routes[wholeKey(method, segments)] ?? []) {
    if (isSame(route.segments, segments, segments.length)) {
      return route;
    }
  }
  for (const route of routes[restKey(method, segments)] ?? []) {
    const before = route.segments.length - 1;
    const isLonger = before < segments.length && isSame(route.segments, segments, before);
    // Lua counts from 1.
    if (isLonger && isSegment(route.segments[before] ?? "", table.concat(segments as string[], "/", before + 1))) {
      return route;
    }
  }
  return undefined;
}

function isSame(template: readonly string[], segments: readonly string[], count: number): boolean {
  for (let at = 0; at < count; at++) {
    if (!isSegment(template[at] ?? "", segments[at] ?? "")) {
      return false;
    }
  }
  return true;
}

function wholeKey(method: string, segments: readonly string[]): string {
  return string.format("%s %s %d", method, segments[0] ?? "", segments.length);
}

function restKey(method: string, segments: readonly string[]): string {
  return `${method} ${segments[0] ?? ""} +`;
}
