import { expect, test } from "vitest";
import { shown } from "../../../../scripts/lib/import/file";

test("a name on the terminal moves no cursor and turns no direction", () => {
  expect(shown("a\x1b[2Jb\r\nc\u202egpj.exe\u2028d\x9b")).toBe("a?[2Jb??c?gpj.exe?d?");
  expect(shown("Größe 山田.dcm")).toBe("Größe 山田.dcm");
});
