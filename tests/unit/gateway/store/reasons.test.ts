import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { callLuaMany } from "../../../support/lua";

const FAULTS = /export type Fault =([\s\S]*?);/.exec(readFileSync("lua-src/gateway/store/types.ts", "utf8"))?.[1] ?? "";
const faults = [...FAULTS.matchAll(/\| "([a-z-]+)"/g)].map(([, fault = ""]) => fault);

test("docs/dicomweb.md has each reason why a part is not stored, with its code and status", async () => {
  const calls = faults.map((fault) => ({ module: "gateway.store.reasons", fn: "reasonOf", args: [fault] }));
  const reasons = (await callLuaMany(calls)).map(([reason]) => reason as { code: number; status: number });
  const docs = readFileSync("docs/dicomweb.md", "utf8");
  const rows = docs
    .slice(docs.indexOf("## Reasons of parts"))
    .matchAll(/^\| `([a-z-]+)` +\| `([\dA-F]{4})` +\| (\d{3}) /gm);
  const said = [...rows].map(([, fault, code = "", status]) => [fault, Number.parseInt(code, 16), Number(status)]);
  expect(said).toEqual(faults.map((fault, at) => [fault, reasons[at]?.code, reasons[at]?.status]));
});
