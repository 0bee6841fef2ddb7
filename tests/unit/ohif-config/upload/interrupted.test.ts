import { expect, test } from "vitest";
import type { Said } from "../../../../ohif-config/upload/store";
import { sentenceOf } from "../../../../ohif-config/upload/view";
import { candidate, gone } from "./chosen";
import { add, begin, ENDED, IMAGE, images, OTHER, stored } from "./running";

test("an upload whose session ends waits for the login, and goes on where it was", async () => {
  const renewed: number[] = [];
  const { upload, requests, phases } = begin((files, request) => (request === 2 ? ENDED : stored(files)), {
    renew: () => {
      renewed.push(upload.state.stored);
      expect(sentenceOf(upload.state)).toContain("Log in");
      return Promise.resolve();
    },
  });
  await add(upload, images(200));
  expect([renewed.length, upload.state.stored, upload.state.refused]).toEqual([1, 200, []]);
  expect(requests.reduce((sum, files) => sum + files)).toBe(264);
  expect(phases).toContain("session");
});

test("nothing is sent while another account is logged in, and all of it once the page's own is back", async () => {
  let isOther = false;
  let comeBack = (): void => undefined;
  const back = new Promise<void>((resolve) => {
    comeBack = resolve;
  });
  const answers: (() => void)[] = [];
  const { upload, requests } = begin(
    async (files, request) => {
      // The first two are on their way when the other account's login replaces the cookie.
      if (request <= 2) await new Promise<void>((resolve) => answers.push(resolve));
      return isOther ? OTHER : stored(files);
    },
    { renew: () => back },
  );
  const added = add(upload, images(300));
  await expect.poll(() => answers.length).toBe(2);
  isOther = true;
  answers[0]?.();
  await expect.poll(() => upload.state.phase).toBe("session");
  expect(sentenceOf(upload.state)).toContain("another account is logged in now");
  // The other one is stored, for it left before: its worker waits, too.
  isOther = false;
  answers[1]?.();
  await expect.poll(() => upload.state.stored).toBe(64);
  isOther = true;
  const more = add(upload, images(10, "LATE"));
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(requests).toHaveLength(2);
  isOther = false;
  comeBack();
  await Promise.all([added, more]);
  expect(upload.state).toMatchObject({ phase: "done", stored: 310, refused: [] });
});

test("a request that breaks because the session has ended waits for the login, too", async () => {
  let ended = true;
  const { upload } = begin((files) => (ended ? { broken: true } : stored(files)), {
    hasEnded: () => Promise.resolve(ended),
    renew: () => {
      ended = false;
      return Promise.resolve();
    },
  });
  await add(upload, images(3));
  expect(upload.state).toMatchObject({ phase: "done", stored: 3 });
});

test("an upload that finds no gateway stops, and goes on when it is told to", async () => {
  let isThere = false;
  const { upload } = begin((files) => (isThere ? stored(files) : { broken: true }));
  await add(upload, images(100));
  expect(upload.state).toMatchObject({ phase: "stopped", stored: 0, refused: [] });
  expect(sentenceOf(upload.state)).toContain("100 files left");
  isThere = true;
  upload.retry();
  await expect.poll(() => upload.state.phase).toBe("done");
  expect(upload.state).toMatchObject({ stored: 100, settled: { files: 100 } });
});

test("a file for which the archive had no time is sent again when a person says so", async () => {
  let isBusyNow = true;
  const { upload } = begin((files) =>
    isBusyNow
      ? { status: 503, text: '{"reason":"archive-busy","detail":"Busy."}', retryAfter: "1", challenge: null }
      : stored(files),
  );
  await add(upload, images(1));
  expect(upload.state.refused.map(({ reason }) => reason)).toEqual(["archive-busy"]);
  isBusyNow = false;
  upload.retry();
  await expect.poll(() => upload.state.phase).toBe("done");
  expect(upload.state).toMatchObject({ stored: 1, refused: [], settled: { files: 1 }, total: { files: 1 } });
});

test("a file that is sent again after another choice is counted with that one", async () => {
  let isBusyNow = true;
  const { upload } = begin((files) =>
    isBusyNow
      ? { status: 503, text: '{"reason":"archive-busy","detail":"Busy."}', retryAfter: "1", challenge: null }
      : stored(files),
  );
  await add(upload, [gone("IM9"), ...images(1)]);
  expect(upload.state.refused.map(({ reason }) => reason)).toEqual(["unreadable", "archive-busy"]);
  isBusyNow = false;
  await add(upload, images(2));
  upload.retry();
  await expect.poll(() => upload.state.phase).toBe("done");
  expect(sentenceOf(upload.state)).toBe("Done: 3 files stored.");
  expect(upload.state).toMatchObject({ refusedBefore: 1, settled: { files: 3 }, total: { files: 3 } });
});

test("an upload that fails by a defect stops, and Go on sends all of what it had in hand", async () => {
  let halves = 0;
  const { upload, requests } = begin((files, request) => {
    if (request === 1) return { status: 413, text: "", retryAfter: null, challenge: null };
    // Of the first request's halves one is stored.
    if (files === 32) halves += 1;
    if (files === 32 && halves === 2) throw new Error("a defect");
    return stored(files);
  });
  await add(upload, images(200));
  expect(upload.state.phase).toBe("stopped");
  expect(sentenceOf(upload.state)).toContain("This page has failed");
  const [before, storedBefore] = [requests.length, upload.state.stored];
  expect(storedBefore).toBeGreaterThanOrEqual(32);
  upload.retry();
  await expect.poll(() => upload.state.phase).toBe("done");
  expect(upload.state).toMatchObject({ stored: 200, refused: [], settled: { files: 200 }, total: { files: 200 } });
  expect(requests.slice(before).reduce((sum, files) => sum + files)).toBe(200 - storedBefore);
});

test("what is cancelled is not sent, and another upload can begin", async () => {
  let cancel = (): void => undefined;
  const first = begin((_, request, ending) => {
    if (request > 2) return stored(1);
    return new Promise<Said>((resolve) => {
      ending.addEventListener("abort", () => {
        resolve({ broken: true });
      });
      if (request === 2) cancel();
    });
  });
  cancel = first.upload.cancel;
  await add(first.upload, images(300));
  expect(first.upload.state).toMatchObject({ phase: "cancelled", stored: 0, left: 172, total: { files: 0 } });
  // Their requests were on the way.
  expect(first.upload.state.doubtful).toBe(128);
  expect(sentenceOf(first.upload.state)).toBe(
    "Cancelled: 0 files stored, 172 files not sent. When it was cancelled, 128 files had been sent without an answer, and may be stored.",
  );
  expect(first.requests).toEqual([64, 64]);
  await add(first.upload, images(1));
  expect(first.upload.state).toMatchObject({ phase: "done", stored: 1, settled: { files: 1 }, total: { files: 1 } });
});

test("an upload can begin while the one that was cancelled comes to its end", async () => {
  let answer = (): void => undefined;
  const { upload, requests } = begin((files, request) =>
    request > 1
      ? stored(files)
      : new Promise<Said>((resolve) => {
          answer = () => {
            resolve({ broken: true });
          };
        }),
  );
  const first = add(upload, images(1));
  await expect.poll(() => requests.length).toBe(1);
  upload.cancel();
  const second = add(upload, images(2, "NEW"));
  answer();
  await Promise.all([first, second]);
  expect(upload.state).toMatchObject({ phase: "done", stored: 2, left: 0, doubtful: 1 });
});

test("files that were refused, or not sent, before Cancel are not said to be stored", async () => {
  const { upload } = begin(() => ({ status: 429, text: "", retryAfter: null, challenge: null }), {
    wait: () => {
      upload.cancel();
      return Promise.resolve();
    },
  });
  await add(upload, images(70));
  expect(upload.state).toMatchObject({ phase: "cancelled", stored: 0, left: 70, doubtful: 0 });
});

test("a folder that is still being looked through is not taken after Cancel", async () => {
  const { upload, requests } = begin((files) => stored(files));
  const added = upload.add(async (take) => {
    expect(take(candidate("IM1", IMAGE))).toBe(true);
    upload.cancel();
    await Promise.resolve();
    expect(take(candidate("IM2", IMAGE))).toBe(false);
  });
  await added;
  expect([requests, upload.state.phase]).toEqual([[], "cancelled"]);
});
