import { type Candidate, headOf } from "../../../../ohif-config/upload/file";
import { membersOf, reasonOfUnread } from "../../../../ohif-config/upload/zip";

/** The one file of a ZIP file. */
export async function onlyCandidate(zip: Blob): Promise<Candidate> {
  const found = await membersOf(zip, "a.zip");
  const [only] = found;
  if (found.length !== 1 || only === undefined || "reason" in only) throw new Error(JSON.stringify(found));
  return only;
}

/** Why a file cannot be read; undefined if it can. */
export async function unreadBy(file: Candidate): Promise<string | undefined> {
  return file.open().then(() => undefined, reasonOfUnread);
}

/** A file as if it had been chosen. */
export function candidate(name: string, content: Uint8Array, size = content.length): Candidate {
  const blob = new Blob([new Uint8Array(content)]);
  return { name, size, head: () => headOf(blob), open: () => Promise.resolve(blob) };
}

/** A file that is gone. */
export function gone(name: string, size = 1): Candidate {
  const fail = (): Promise<never> => Promise.reject(new DOMException("gone", "NotReadableError"));
  return { name, size, head: fail, open: fail };
}
