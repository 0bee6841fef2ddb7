import { type Effort, spend } from "./effort";
import { type Element, ITEM, ITEM_DELIMITER, readElement, SEQUENCE_DELIMITER, UNDEFINED_LENGTH } from "./element";
import type { Source } from "./source";

/** How deep sequences and items of undefined length may nest. Real ones have six levels or so. */
const MAX_LEVELS = 32;

/** What is open while a value of undefined length is passed over: sequences and items in turn. */
interface Level {
  readonly isItem: boolean;
  readonly explicit: boolean;
}

/**
 * Whether elements inside have a VR: those of an unknown VR with undefined length have none (PS3.5, section 6.2.2).
 */
export function hasExplicitItems({ vr }: Element, explicit: boolean): boolean {
  return explicit && vr !== "UN";
}

/**
 * The offset behind a value of undefined length that begins at `from`: a sequence, or encapsulated pixels of an icon.
 * What has a length is jumped over. Undefined where the file is malformed or takes too much effort.
 */
export function skipUndefined(source: Source, from: number, explicit: boolean, effort: Effort): number | undefined {
  const levels: Level[] = [{ isItem: false, explicit }];
  const element: Element = { tag: 0, vr: "", length: 0, valueAt: 0 };
  let at = from;
  for (;;) {
    const level = levels[levels.length - 1];
    if (level === undefined) return at;
    if (!spend(effort) || !readElement(source, at, level.explicit, element)) return undefined;
    const { tag, length, valueAt } = element;
    if (tag === (level.isItem ? ITEM_DELIMITER : SEQUENCE_DELIMITER)) {
      if (length !== 0) return undefined;
      levels.pop();
      at = valueAt;
    } else if (level.isItem ? tag >= ITEM : tag !== ITEM) {
      return undefined;
    } else if (length !== UNDEFINED_LENGTH) {
      at = valueAt + length;
    } else {
      if (levels.length >= MAX_LEVELS) return undefined;
      const inside = level.isItem ? hasExplicitItems(element, level.explicit) : level.explicit;
      levels.push({ isItem: !level.isItem, explicit: inside });
      at = valueAt;
    }
  }
}
