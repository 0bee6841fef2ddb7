/** What people type into the study list's field for names: what the list shows of somebody, or parts of it. */
import { formatPN } from "../../ohif-config/build/person-names";
import type { Person } from "./names";

/** What somebody types, and the search that OHIF makes of it. */
export interface Typed {
  readonly how: "as the list shows it" | "half of it" | "the given name first";
  readonly text: string;
}

/** The first half of a word; of an odd number of letters the larger one. */
function half(word: string): string {
  const letters = Array.from(word);
  return letters
    .slice(0, Math.ceil(letters.length / 2))
    .join("")
    .trim();
}

/** Of each group of a name. */
export function typedOf({ name }: Person): Typed[] {
  return Object.entries(name).flatMap(([group, text]): Typed[] => {
    const [family = "", given = ""] = text.split("^");
    const shown = (value: string): string => formatPN({ [group]: value }) ?? "";
    return [
      { how: "as the list shows it", text: shown(text) },
      { how: "half of it", text: shown(`${half(family)}^${half(given)}`) },
      { how: "the given name first", text: `${given} ${family}` },
    ];
  });
}

/** The value of PatientName that OHIF's study list sends. */
export function sentFor(typed: string): string {
  return `*${typed}*`;
}
