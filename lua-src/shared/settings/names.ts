import type { Problem } from "./problems";
import { settingNames } from "./schema";
import { shown } from "./text";

/** What a shell, a container or Docker puts into an environment; never a setting of this project. */
const allowed = [
  ..."PATH HOME HOSTNAME TERM PWD OLDPWD SHLVL _ USER LOGNAME SHELL LANG LANGUAGE TZ DEBIAN_FRONTEND container".split(
    " ",
  ),
  ..."LUA_PATH LUA_CPATH http_proxy https_proxy no_proxy FTP_PROXY ftp_proxy ALL_PROXY all_proxy".split(" "),
];
const allowedStarts = ["COMPOSE_", "DOCKER_", "BUILDKIT_", "BUILDX_", "LC_"];

/**
 * Refuses names that are no setting: a misspelt setting would otherwise be passed over in silence.
 *
 * @param names every name in the environment of the container, or in `.env`
 */
export function unknownNames(names: readonly string[]): Problem[] {
  const known = settingNames();
  const unknown = names.filter(
    (name) =>
      !known.includes(name) && !allowed.includes(name) && !allowedStarts.some((start) => name.startsWith(start)),
  );
  unknown.sort();
  return unknown.map((name) => {
    const near = nearest(name, known);
    const said = near === undefined ? "" : ` Did you mean ${near}?`;
    const sentence = `${shown(name)} is not a setting; allowed are the names in .env.example.${said}`;
    return { code: "CFG-001", setting: name, sentence: sentence + " See docs/configuration.md#settings" };
  });
}

/** The most similar name, if it is similar at all: a third of its letters may differ. */
function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = 1000;
  for (const candidate of known) {
    const distance = editDistance(name.toUpperCase().slice(0, 64), candidate);
    if (distance < bestDistance && distance * 3 <= candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row: number[] = [];
  for (let j = 0; j <= b.length; j += 1) row.push(j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1;
      const replaced = (row[j - 1] ?? 0) + change;
      const removed = (row[j] ?? 0) + 1;
      const added = (next[j - 1] ?? 0) + 1;
      next.push(Math.min(replaced, removed, added));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
