import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import texts from "../../../../ohif-config/texts/en.json";
import { uploadScript } from "../../../../ohif-config/build/upload";

const script = uploadScript();
const policy = readFileSync("nginx/snippets/headers/upload-page.conf", "utf8");
const page = readFileSync("ohif-config/pages/upload.html", "utf8");

test("the script of the page for uploads needs no eval, no WebAssembly and no markup from names", () => {
  expect(script).not.toMatch(/\beval\(|new Function\(|WebAssembly\.|document\.write|insertAdjacentHTML|outerHTML/);
  // The login over the page has the one of it, of a constant.
  expect(script.match(/\.innerHTML\s*=/g)).toHaveLength(1);
});

test("the script of the page for uploads has no word of a file in a log or a store of the browser", () => {
  expect(script).not.toMatch(/localStorage|sessionStorage|indexedDB|sendBeacon/);
  const own = [
    "answer",
    "batch",
    "chosen",
    "deliver",
    "file",
    "head",
    "junk",
    "main",
    "send",
    "state",
    "store",
    "upload",
    "view",
    "words",
    "zip",
    "zip-bounds",
  ];
  for (const name of own) expect(readFileSync(`ohif-config/upload/${name}.ts`, "utf8")).not.toContain("console.");
});

test("the script of the page for uploads has its library's licence", () => {
  expect(script).toContain("Redistribution and use in source and binary forms");
});

test("the policy of the page for uploads allows one script, and no worker, blob, eval or inline code", () => {
  expect(policy).toContain("default-src 'none'; script-src $upload_scripts; script-src-attr 'none';");
  expect(policy).not.toMatch(/unsafe|blob:|data:|worker-src|wasm/);
  expect(page.match(/<script\b[^>]*>/g)).toEqual(['<script src="/gateway/upload.js" defer>']);
  expect(page).not.toMatch(/ style=| on\w+=/);
});

test("each text that the page for uploads names is there, and each element that its script finds", () => {
  const keys = [...page.matchAll(/\{\{t:([\w.-]+)\}\}/g)].map(([, key = ""]) => key);
  expect(keys.filter((key) => !(key in texts))).toEqual([]);
  const sources = ["main", "view"].map((name) => readFileSync(`ohif-config/upload/${name}.ts`, "utf8")).join("\n");
  const ids = [...sources.matchAll(/(?:find|choose)\("([\w-]+)"(?:, "([\w-]+)")?\)/g)].flatMap((found) =>
    found.slice(1),
  );
  expect(ids.length).toBeGreaterThan(10);
  expect(ids.filter((id: string | undefined) => id !== undefined && !page.includes(`id="${id}"`))).toEqual([]);
});
