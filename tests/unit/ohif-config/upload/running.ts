import type { Candidate } from "../../../../ohif-config/upload/file";
import type { Said } from "../../../../ohif-config/upload/store";
import { createUpload, type Ports, type Upload } from "../../../../ohif-config/upload/upload";
import { instance } from "../../../support/store-files";
import { candidate } from "./chosen";

export const IMAGE = instance();
export const MIB = 1024 * 1024;
/** The gateway's answer if there is no session. */
export const ENDED: Said = { status: 401, text: "", retryAfter: null, challenge: 'Session realm="collimator"' };
/** That to a page which another account's session has taken the place of its own. */
export const OTHER: Said = { ...ENDED, text: '{"reason":"other-account","detail":"Another account."}' };

/** Small images. */
export const images = (count: number, name = "IM"): Candidate[] =>
  Array.from({ length: count }, (_, index) => candidate(`${name}${index}`, IMAGE));

/** An answer by which so many files are stored. */
export function stored(count: number): Said {
  const text = JSON.stringify({ "00081190": {}, "00081199": { Value: Array.from({ length: count }, () => ({})) } });
  return { status: 200, text, retryAfter: null, challenge: null };
}

/** An upload whose requests are answered by `answer`, which is given the number of files and that of the request. */
export function begin(
  answer: (files: number, request: number, ending: AbortSignal) => Said | Promise<Said>,
  ports: Partial<Ports> = {},
): { upload: Upload; requests: number[]; phases: string[] } {
  const requests: number[] = [];
  const phases: string[] = [];
  const upload = createUpload({
    limit: 1024 * MIB,
    post: async (contents, told, ending) => {
      requests.push(contents.length);
      told(1);
      return answer(contents.length, requests.length, ending);
    },
    hasEnded: () => Promise.resolve(false),
    renew: () => Promise.resolve(),
    isThere: () => Promise.resolve(false),
    wait: () => Promise.resolve(),
    changed: () => {
      if (phases.at(-1) !== upload.state.phase) phases.push(upload.state.phase);
    },
    ...ports,
  });
  return { upload, requests, phases };
}

/** Adds files as if they had been chosen. */
export const add = (upload: Upload, files: Iterable<Candidate>): Promise<void> =>
  upload.add((take) => {
    for (const file of files) if (!take(file)) break;
    return Promise.resolve();
  });
