import { existsSync, globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import texts from "../../../../ohif-config/texts/en.json";
import { ALL, ROLES } from "../../../support/policy/model";

const keys = new Set(Object.keys(texts));

test("each failure of an account operation has a text for people", () => {
  const source = readFileSync("lua-src/gateway/accounts/failure.ts", "utf8");
  const sentences = source.slice(source.indexOf("const SENTENCES"), source.lastIndexOf("} as const"));
  const reasons = [...sentences.matchAll(/^ {2}"?([\w.-]+)"?:/gm)].map(([, reason = ""]) => reason);
  expect(reasons.length).toBeGreaterThan(20);
  const missing = reasons
    .map((reason) => (reason.startsWith("password.") ? reason : `accounts.error.${reason}`))
    .filter((key) => !keys.has(key));
  expect(missing).toEqual([]);
});

test("each permission and each built-in role has a description", () => {
  const wanted = [...ALL.map((name) => `permission.${name}`), ...Object.keys(ROLES).map((name) => `role.${name}`)];
  expect(wanted.filter((key) => !keys.has(key))).toEqual([]);
});

test("each text key used by a page exists", () => {
  const pages = ["login", "password", "confirm", "message", "invite", "account", "token", "token-made", "people"];
  const more = ["people-invite", "person", "person-remove", "link-made"];
  const parts = ["head", "brand", "footer", "bar", "said", "new-password", "roles"].map((part) => `parts/${part}`);
  for (const page of [...pages, ...more, ...parts]) {
    const html = readFileSync(`ohif-config/pages/${page}.html`, "utf8");
    const asked = [...html.matchAll(/\{\{t:([\w.-]+)\}\}/g)].map(([, key = ""]) => key);
    expect([page, asked.filter((key) => !keys.has(key))]).toEqual([page, []]);
  }
});

test("each page that the code answers with has a template", () => {
  const sources = globSync("lua-src/gateway/**/*.ts").map((file) => readFileSync(file, "utf8"));
  const named = sources.flatMap((source) => [...source.matchAll(/\banswer(?:Page|Framed)\([^"]+?, "([\w-]+)"/g)]);
  const pages = new Set(named.map(([, page = ""]) => page));
  expect(pages.size).toBeGreaterThan(10);
  expect([...pages].filter((page) => !existsSync(`ohif-config/pages/${page}.html`))).toEqual([]);
});
