import { expect, onTestFinished, test, vi } from "vitest";
import { progressLine, showProgress } from "../../../../scripts/lib/import/progress";
import { newTally } from "../../../../scripts/lib/import/tally";

test("the line of progress says how many files and bytes of how many, how fast, and how many were refused", () => {
  const tally = { ...newTally(undefined), storedBytes: 50_000_000, refused: 2 };
  const total = { files: 27_000, bytes: 2_000_000_000 };
  expect(progressLine(tally, { files: 12_345, bytes: 900_000_000 }, total, 10)).toBe(
    "[##########--------------] 45 % 12,345 of 27,000 files, 900.0 MB of 2.0 GB, 5.0 MB/s, 2 refused",
  );
  expect(progressLine(newTally(undefined), { files: 0, bytes: 0 }, { files: 0, bytes: 0 }, 0)).toMatch(/100 %/);
});

function shownFor(terminal: { isTTY?: boolean; columns?: number }, milliseconds: number): string {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  let text = "";
  const end = showProgress({ ...terminal, write: (more) => (text += more) }, () => "a line of progress");
  vi.advanceTimersByTime(milliseconds);
  end();
  vi.advanceTimersByTime(milliseconds);
  return text;
}

test("a terminal has one line of progress, which is drawn again within its width and removed at the end", () => {
  expect(shownFor({ isTTY: true, columns: 10 }, 400)).toBe("\r\x1b[Ka line of\r\x1b[Ka line of\r\x1b[K");
});

test("without a terminal, a line of progress is written each ten seconds", () => {
  expect(shownFor({}, 25_000)).toBe("a line of progress\na line of progress\n");
});
