// Writes the passwords that people choose most, one a line, from the list of zxcvbn (MIT), as the gateway compares
// them: lower case, letters and digits alone, at least four.
import { readFileSync, writeFileSync } from "node:fs";

const [, , target] = process.argv;
const list = JSON.parse(readFileSync("node_modules/@zxcvbn-ts/language-common/src/passwords.json", "utf8"));
const plain = list
  .map((password) => password.toLowerCase().replace(/[^a-z0-9]/g, ""))
  .filter((word) => word.length > 3);
if (plain.length < 10_000) throw new Error("the list of common passwords is not where it was");
writeFileSync(target, `\n${[...new Set(plain)].join("\n")}\n`);
