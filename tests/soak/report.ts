import { PROPERTIES, type Property } from "./findings";
import type { World } from "./world";

const FIRST = 5;

/**
 * Prints counts, what was measured, a line for each property with its first violations, and at last how many hold; true
 * where all do.
 */
export function report({ begun, seed, findings: { counts, violations } }: World, measured: readonly string[]): boolean {
  for (const [name, number] of [...counts].toSorted()) console.log(`${String(number).padStart(8)} ${name}`);
  for (const line of measured) console.log(line);
  let passed = 0;
  for (const [property, name] of Object.entries(PROPERTIES)) {
    const found = violations.filter((one) => one.property === (property as Property));
    passed += found.length === 0 ? 1 : 0;
    console.log(
      `${found.length === 0 ? "ok  " : "FAIL"} ${name}${found.length === 0 ? "" : `: ${found.length} times`}`,
    );
    for (const { at, what } of found.slice(0, FIRST)) console.log(`       at ${at - begun} ms: ${what}`);
  }
  console.log(violations.length === 0 ? `seed ${seed}` : `seed ${seed}: ${violations.length} violations`);
  console.log(`${passed} passed, ${Object.keys(PROPERTIES).length - passed} failed`);
  return violations.length === 0;
}
