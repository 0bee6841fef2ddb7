import { oddAttributes } from "./attributes";
import { oddClasses } from "./classes";
import type { OddObject } from "./image";
import { oddPixels } from "./pixels";

/** All odd objects, each in a study of its own. */
export function oddObjects(): OddObject[] {
  const all = [...oddAttributes(), ...oddPixels(), ...oddClasses()];
  const names = new Set(all.map(({ name }) => name));
  if (names.size !== all.length) throw new Error("two odd objects have one name");
  return all;
}
