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

/** Whether a file or folder of this name is left out without a look at it: hidden, or an operating system's own. */
export function isJunk(name: string): boolean {
  return name.startsWith(".") || JUNK.has(name.toLowerCase());
}
