import texts from "../texts/en.json";
import type { Words } from "./answer";

const all: Readonly<Record<string, string | undefined>> = texts;

/** A text with values for its `{names}`. Values are never markup: all of it is shown as text. */
export function wordsFor(key: keyof typeof texts, values: Readonly<Record<string, string>> = {}): string {
  return texts[key].replaceAll(/\{(\w+)\}/g, (name, word: string) => values[word] ?? name);
}

/** What a reason means, of something refused or skipped; the reason itself if nobody knows. */
export function wordsOfReason(what: "skipped" | "refused", reason: string): string {
  const ofStore = what === "refused" ? all[`store.${reason}`] : undefined;
  return all[`upload.${what}.${reason}`] ?? ofStore ?? reason;
}

/** Why an upload waits or stops. */
export const ANSWER_WORDS: Words = {
  answers: (status, sentence) => wordsFor("upload.answers", { status: String(status), sentence }),
  broken: () => wordsFor("upload.line"),
  unfit: () => wordsFor("upload.unfit"),
  full: () => wordsFor("upload.full"),
  busy: () => wordsFor("upload.busy"),
};

/** A count of files. */
export function filesText(count: number): string {
  return wordsFor(count === 1 ? "upload.file" : "upload.files", { count: count.toLocaleString("en") });
}

/** Bytes as people read them, in units of 1,000. */
export function bytesText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const unit = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const value = bytes / 1000 ** unit;
  return `${value.toFixed(unit === 0 || value >= 100 ? 0 : 1)} ${units[unit] ?? ""}`;
}
