/** What operating systems leave beside people's files, in lower case. */
const JUNK = new Set([
  "__macosx",
  "$recycle.bin",
  "system volume information",
  "thumbs.db",
  "ehthumbs.db",
  "desktop.ini",
  "icon\r",
]);

/** Whether a path leads through a file or folder that is skipped without a look at it: hidden, or an operating system's. */
export function isJunk(path: string): boolean {
  const steps = path.split("/").filter((step) => step !== "." && step !== "..");
  return steps.some((step) => step.startsWith(".") || JUNK.has(step.toLowerCase()));
}
