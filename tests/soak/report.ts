import { PROPERTIES, type Property } from "./findings";
import type { World } from "./world";

const FIRST = 5;

/** Prints counts, what was measured, and a line for each property with its first violations; true where all hold. */
export function report({ begun, seed, findings: { counts, violations } }: World, measured: readonly string[]): boolean {
  for (const [name, number] of [...counts].toSorted()) console.log(`${String(number).padStart(8)} ${name}`);
  for (const line of measured) console.log(line);
  for (const [property, name] of Object.entries(PROPERTIES)) {
    const found = violations.filter((one) => one.property === (property as Property));
    console.log(
      `${found.length === 0 ? "ok  " : "FAIL"} ${name}${found.length === 0 ? "" : `: ${found.length} times`}`,
    );
    for (const { at, what } of found.slice(0, FIRST)) console.log(`       at ${at - begun} ms: ${what}`);
  }
  console.log(violations.length === 0 ? `seed ${seed}` : `seed ${seed}: ${violations.length} violations`);
  return violations.length === 0;
}
