import type texts from "../texts/en.json";

/** The texts that the build puts in: those of the viewer and of what is not stored, since all others would double its size. */
declare const VIEWER_WORDS: typeof texts;

export const words = VIEWER_WORDS;

/** A text with its `{places}` filled. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
