import { simpleKinds } from "./kinds";
import { isUrl, isWholeNumber } from "./plain-values";
import { mustBe, type Problem } from "./problems";
import type { Setting } from "./setting";
import { parseSize } from "./size";

/** Checks one value that is set by itself; undefined: it is good. Passwords are checked with their user's name. */
export function checkValue(setting: Setting, value: string): Problem | undefined {
  const { name, kind } = setting;
  if (kind.type === "size") return checkSize(setting, value);
  if (kind.type === "integer") {
    const allowed = `a whole number of ${kind.unit} from ${kind.min} to ${kind.max}`;
    return isWholeNumber(value, kind.min, kind.max) ? undefined : mustBe("CFG-011", name, value, allowed);
  }
  if (kind.type === "url") {
    const schemes = kind.schemes.map((scheme) => scheme + "://").join(" or ");
    // A mirror's address stays in the images; a proxy's does not.
    const without = kind.credentials ? "spaces or signs that need quoting" : "spaces, a user or a password";
    const good = isUrl(value, kind.schemes) && (kind.credentials || !value.includes("@"));
    return good
      ? undefined
      : mustBe("CFG-021", name, value, `an address that starts with ${schemes}, without ${without}`);
  }
  if (kind.type === "choice") {
    return kind.values.includes(value) ? undefined : mustBe("CFG-043", name, value, `one of ${kind.values.join(", ")}`);
  }
  if (kind.type === "password") return undefined;
  const [code, good, allowed] = simpleKinds[kind.type];
  return good(value) ? undefined : mustBe(code, name, value, allowed);
}

function checkSize(setting: Setting, value: string): Problem | undefined {
  if (setting.kind.type !== "size") return undefined;
  const { min, max, off } = setting.kind;
  if (off === true && (value === "off" || value === "0")) return undefined;
  const bytes = parseSize(value);
  const orOff = off === true ? ", or off" : "";
  if (bytes === undefined) {
    return mustBe(
      "CFG-008",
      setting.name,
      value,
      `a whole number with k, m or g behind it, such as 512m or 1g${orOff}`,
    );
  }
  if (bytes < (parseSize(min) ?? 0) || bytes > (parseSize(max) ?? 0)) {
    return mustBe("CFG-009", setting.name, value, `between ${min} and ${max}${orOff}`);
  }
  return undefined;
}
