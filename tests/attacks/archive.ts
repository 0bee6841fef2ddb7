import { expect, inject } from "vitest";
import { docker } from "../support/docker";
import { ask } from "../support/session";

/** What the archive holds, as text: QIDO of all levels, the admin's lists, and a checksum of every stored file. */
export async function archiveState(): Promise<string> {
  const lists = [
    ...["studies", "series", "instances"].map((level) => `/pacs/${level}?includefield=all&limit=1000`),
    ...["patients", "studies"].map((level) => `/pacs-admin/${level}?since=0&limit=1000`),
    ...["modalities", "peers", "jobs"].map((name) => `/pacs-admin/${name}`),
  ];
  const texts: string[] = [];
  for (const path of lists) {
    const answer = await ask(path);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    texts.push(await answer.text());
  }
  // Objects alone, which have DICM behind the preamble (PS3.10, section 7.1): the index is a database that is written
  // without a change too, and of its caches of metadata Orthanc writes new ones when a series becomes stable.
  const isObject = '[ "$(tail -c +129 "$file" | head -c 4 | tr -d "\\0")" = DICM ]';
  const hashes = `for file; do ! ${isObject} || sha256sum "$file"; done`;
  const { stdout } = await docker(
    "exec",
    orthanc(),
    "find",
    "/archive",
    "-type",
    "f",
    "-exec",
    "sh",
    "-c",
    hashes,
    "sh",
    "{}",
    "+",
  );
  expect(stdout).not.toBe("");
  return [...texts, stdout].join("\n");
}

/** What of a former state is no longer there. */
export function goneFrom(before: string, now: string): string[] {
  const lines = new Set(now.split("\n"));
  return before.split("\n").filter((line) => !lines.has(line));
}

const orthanc = (): string => `${inject("stack").project}-orthanc-1`;
