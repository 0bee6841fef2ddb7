/** Values of DICOMweb as regular expressions, apart from the grammar that is under test. */

/** A UID (PS3.5, section 9.1); components may begin with 0. */
export function isUid(text: string): boolean {
  return text.length <= 64 && /^\d+(\.\d+)*$/.test(text);
}

/** Whether a name is words between stars, parted by commas or spaces. */
export function isWords(name: string): boolean {
  return /^\*[^*]+\*$/.test(name) && /[ ,\\]/.test(name);
}

/** The value in its canonical form, or undefined where it is malformed for its kind. */
export function canonical(values: string, value: string): string | undefined {
  if (value === "") return value;
  switch (values) {
    case "uid": {
      const list = value.replaceAll("\\", ",");
      return list.split(",").every(isUid) ? list : undefined;
    }
    case "date":
      return /^(\d{8}|\d{8}-|-\d{8}|\d{8}-\d{8})$/.test(value) ? value : undefined;
    case "time":
      return /^(?!-$)[\d.]*-?[\d.]*$/.test(value) && value.length < 30 ? value : undefined;
    case "number": {
      const list = value.replaceAll("\\", ",").split(",");
      const isNumber = (text: string): boolean => /^\d{1,9}$/.test(text) && Number(text) <= 65_535;
      return list.every(isNumber) ? list.map(Number).join(",") : undefined;
    }
    case "name":
      return /^.{1,256}$/s.test(value) ? value.replaceAll(isWords(value) ? /[,\\ ]+/g : /[,\\] */g, "*") : undefined;
    case "code":
      return /^.{1,256}$/s.test(value) ? value.replaceAll("\\", ",") : undefined;
    default:
      return /^.{1,256}$/s.test(value) ? value.replaceAll(",", "?").replaceAll("\\", ",") : undefined;
  }
}

const DECIMAL = "(?=[-.\\d]{1,16}(?:,|$))-?\\d+(?:\\.\\d+)?";
const POSITIVE = "(?=[.\\d]{1,16}(?:,|$))\\d+(?:\\.\\d+)?";
const VIEWPORT = new RegExp(
  `^([1-9]\\d{0,3}),([1-9]\\d{0,3})((?:,(?:${POSITIVE})?){1,2}|(?:,(?:${POSITIVE})?){2}(?:,(?:${DECIMAL})?){1,2})?$`,
);
const WINDOW = new RegExp(`^${DECIMAL},(${POSITIVE}),(?:linear|linear-exact|sigmoid)$`);

/**
 * `vw,vh` or `vw,vh,sx,sy,sw,sh` (PS3.18, section 8.3.5.1.3), up to 4096 pixels, with all commas of the long form;
 * undefined where it is neither.
 */
export function viewportOf(value: string): string | undefined {
  const [, width, height, region] = VIEWPORT.exec(value) ?? [];
  if (width === undefined || Number(width) > 4096 || Number(height) > 4096) return undefined;
  return region === undefined ? value : value + ",".repeat(5 - (value.match(/,/g)?.length ?? 0));
}

/** `center,width,function` (PS3.18, section 8.3.5.1.4); the width is above 0. */
export function isWindow(value: string): boolean {
  const width = WINDOW.exec(value)?.[1];
  return width !== undefined && Number(width) > 0;
}

/** Whether bytes are well-formed UTF-8, by the platform's own decoder. */
export function isUtf8(bytes: string): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(bytes, "latin1"));
    return true;
  } catch {
    return false;
  }
}
