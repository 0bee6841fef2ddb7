import { inject } from "vitest";
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
  // The index is a database that is written without a change too, and the note on what is coming by C-STORE is no object.
  const files = "find /archive -type f ! -name 'index*' ! -name received-by-c-store -exec sha256sum {} + | sort";
  const { stdout } = await docker("exec", orthanc(), "sh", "-c", files);
  return [...texts, stdout].join("\n");
}

/** What of a former state is no longer there; Orthanc itself only adds files, its caches of metadata. */
export function goneFrom(before: string, now: string): string[] {
  const lines = new Set(now.split("\n"));
  return before.split("\n").filter((line) => !lines.has(line));
}

const orthanc = (): string => `${inject("stack").project}-orthanc-1`;
