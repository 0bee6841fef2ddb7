/** Ways out of a path prefix. */
import { combine, pick } from "../generate";
import { refusedTargets, type AttackClass } from "../request";

/** What lies behind the archive's own API and must not be read. */
const LOOT = ["statistics", "system", "changes", "tools/log-level", "instances"];

/** Prefixes with the steps that lead from each to the archive's root behind a plain reverse proxy. */
const PREFIXES: readonly (readonly [prefix: string, steps: number])[] = [
  ["/pacs/", 1],
  ["/pacs/studies/", 2],
  ["/pacs/dicom-web/", 2],
  ["/pacs/studies/1.2.3/series/", 4],
  ["/pacs-admin/app/", 1],
];

function climbs(steps: readonly string[], count: number, seed: number): string[] {
  const all = combine(combine(PREFIXES, steps), LOOT).map(
    ([[[prefix, depth], step], loot]) => prefix + step.repeat(depth) + loot,
  );
  return pick(all, count, seed);
}

export const PATH_CLASSES: readonly AttackClass[] = [
  {
    name: "traversal with backslashes",
    attacks: () => refusedTargets(climbs(["..%5c", "..%5C", "..\\"], 48, 1)),
  },
  {
    name: "traversal with slashes",
    attacks: () => refusedTargets(climbs(["../", "./../", "..%2f", "..%2F", ".//../"], 24, 2)),
  },
  {
    name: "traversal with encoded dots",
    attacks: () => refusedTargets(climbs(["%2e%2e%5c", ".%2e%5c", "%2E.%5C", "%2e%2e/", "%2e%2e%2f"], 24, 3)),
  },
  {
    name: "double encoding",
    attacks: () => refusedTargets(climbs(["..%255c", "..%252f", "%252e%252e%255c", "%252e%252e/", "..%25255c"], 20, 4)),
  },
  {
    name: "overlong and broken UTF-8",
    attacks: () =>
      refusedTargets(
        climbs(
          ["..%c0%af", "..%c1%9c", "%c0%ae%c0%ae%5c", "..%e0%80%af", "..%f0%80%80%af", "..%c0%5c", "..%ff"],
          20,
          5,
        ),
      ),
  },
  {
    name: "letters that only look alike",
    attacks: () =>
      refusedTargets([
        ...climbs(["..%ef%bc%bc", "..%ef%bc%8f", "%ef%bc%8e%ef%bc%8e/", "..%u005c", "..%u2215", "..\xa5"], 12, 6),
        "/pacs/%ef%bd%93tudies",
        "/pacs/stud\xedes",
      ]),
  },
  {
    name: "NUL and control characters in the path",
    attacks: () =>
      refusedTargets(
        combine(
          ["/pacs/studies", "/pacs/studies/1.2.3", "/pacs-admin/system", "/index.html"],
          ["%00", "%00.js", "%0a", "%0d", "%09", "%7f", "%1b"],
        ).map(([path, tail]) => path + tail),
      ),
  },
  {
    name: "line breaks",
    attacks: () =>
      refusedTargets(
        combine(
          ["/pacs/studies", "/pacs/studies?PatientID=1", "/pacs-admin/system", "/gateway/logo.svg", "/pacs/studies?"],
          [
            "%0d%0aX-Injected:%201",
            "%0aSet-Cookie:%20a=b",
            "%0d%0a%0d%0aGET%20/statistics%20HTTP/1.1",
            "%E5%98%8A%E5%98%8D",
          ],
        )
          .map(([path, tail]) => path + tail)
          // Well-formed UTF-8 is a value like any other.
          .filter((target) => !target.endsWith("PatientID=1%E5%98%8A%E5%98%8D")),
      ),
  },
  {
    name: "parameters of path segments",
    attacks: () =>
      refusedTargets([
        "/pacs/studies;x=1",
        "/pacs;x=1/studies",
        "/pacs/..;/statistics",
        "/pacs/..;x/..;x/statistics",
        "/pacs/studies/1.2.3;jsessionid=1",
        "/pacs/studies/1.2.3;/metadata",
        "/pacs-admin;/system",
        "/pacs-admin/system;.js",
        "/pacs-admin/;/tools/reset",
        "/pacs/studies%3bx",
        "/index.html;/../secrets",
      ]),
  },
];
