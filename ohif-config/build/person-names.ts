/**
 * OHIF 3.13 reads the first of the three groups of a person's name (PS3.5, section 6.2.1.1) and drops the ideographic
 * and the phonetic one. Its study list filters what the archive has found by that one group once more, so that nobody
 * is found by 山田. These two functions take the place of OHIF's own in the published bundle.
 *
 * @module
 */

/** A name in the DICOM JSON Model, as dcmjs hands it on, or as plain text with `=` between the groups. */
interface PersonName {
  readonly Alphabetic?: string;
  readonly Ideographic?: string;
  readonly Phonetic?: string;
}

/** The first name of a DICOM JSON element, its groups parted by `=`. Its text goes into the bundle: no helpers. */
export function getName(
  element: { readonly Value?: readonly (PersonName | string | null)[] } | undefined,
  defaultValue?: unknown,
): unknown {
  const value = element?.Value?.[0];
  if (value === undefined || value === null) return defaultValue;
  if (typeof value === "string") return value;
  return [value.Alphabetic ?? "", value.Ideographic ?? "", value.Phonetic ?? ""].join("=").replace(/=+$/, "");
}

/**
 * A name as people read it, all of its groups: `山田 太郎 · Yamada, Tarou`; undefined where there is none. The ideographic
 * group comes first, since the list cuts long names. Its text goes into the bundle: no helpers.
 */
export function formatPN(name: unknown): string | undefined {
  if (!name) return undefined;
  const first = (Array.isArray(name) ? name[0] : name) as PersonName | string | undefined;
  const known = first as PersonName | undefined;
  const isObject = known?.Alphabetic !== undefined || known?.Ideographic !== undefined || known?.Phonetic !== undefined;
  const text = typeof first === "string" ? first : "";
  const groups = isObject ? [known.Alphabetic ?? "", known.Ideographic ?? "", known.Phonetic ?? ""] : text.split("=");
  return [groups[1] ?? "", (groups[0] ?? "").replace("^", ", "), groups[2] ?? ""]
    .map((group) => group.replace(/\^/g, " ").trim())
    .filter((group) => group !== "")
    .join(" · ");
}

const MODULES: Readonly<Record<string, (...parameters: never[]) => unknown>> = {
  "../../core/src/DICOMWeb/getName.js": getName,
  "../../core/src/utils/formatPN.js": formatPN,
};

const MARK = ";// CONCATENATED MODULE: ";

/**
 * The bundle with both functions exchanged.
 *
 * @throws where they are not where OHIF 3.13.2 has them, so that a new version of OHIF is looked at
 */
export function withWholeNames(bundle: string): string {
  let script = bundle;
  for (const [module, replacement] of Object.entries(MODULES)) {
    const start = script.indexOf(`${MARK}${module}\n`);
    const end = script.indexOf(MARK, start + 1);
    const own = script.slice(start, end);
    if (start < 0 || end < 0 || !own.includes(`\nfunction ${replacement.name}(`)) {
      throw new Error(`The viewer's bundle has no ${replacement.name} in ${module}: see ${import.meta.filename}`);
    }
    script = `${script.slice(0, start)}${MARK}${module}\n${replacement.toString()}\n${script.slice(end)}`;
  }
  return script;
}
