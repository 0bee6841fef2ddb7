import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { docker, until } from "../support/docker";
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
  // The index is a database that is written without a change too.
  const files = "find /archive -type f ! -name 'index*' -exec sha256sum {} + | sort";
  const { stdout } = await docker("exec", orthanc(), "sh", "-c", files);
  return [...texts, stdout].join("\n");
}

/** What of a former state is no longer there; Orthanc itself only adds files, its caches of metadata. */
export function goneFrom(before: string, now: string): string[] {
  const lines = new Set(now.split("\n"));
  return before.split("\n").filter((line) => !lines.has(line));
}

const orthanc = (): string => `${inject("stack").project}-orthanc-1`;

/** The lines with which Orthanc tells of a request that reached it, as `GET /path`, but of those of the gateway's own. */
async function requestLines(): Promise<string[]> {
  const { stdout, stderr } = await docker("logs", orthanc());
  const lines = (stdout + stderr).matchAll(/\(http\) ([A-Z]+ \S+)(?= *$)/gm);
  return [...lines]
    .map(([, line = ""]) => line)
    .filter((line) => !/^(GET \/system|GET \/changes\?.*|GET \/changes|POST \/tools\/bulk-content)$/.test(line));
}

let read = 0;

/**
 * The requests that reached Orthanc since the last call. Its log is written a little later than it answers: a last
 * request of a path of its own shows that everything before it is there.
 */
export async function reachedSince(): Promise<string[]> {
  const fence = `/studies/2.25.${BigInt(`0x${randomBytes(12).toString("hex")}`)}/metadata`;
  await ask(`/pacs${fence}`);
  return until("Orthanc's log of the last request", 10, async () => {
    const all = await requestLines();
    const end = all.indexOf(`GET /dicom-web${fence}`, read);
    if (end === -1) return undefined;
    const reached = all.slice(read, end);
    read = end + 1;
    return reached;
  });
}
