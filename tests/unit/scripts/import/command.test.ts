import { expect, test } from "vitest";
import { testFolder } from "../../../support/folders";
import { runImport } from "../../../support/import-command";

test.each([
  ["a path", (hostile: string) => [hostile]],
  ["an option", (hostile: string) => [`--${hostile}`]],
  ["a journal", (hostile: string) => ["--journal", `package.json/${hostile}`, "--url", "http://127.0.0.1:1", "docs"]],
])("%s with control characters reaches the terminal without them", async (_, wordsOf) => {
  const words = wordsOf("a\x1b[2J\x9b\u202eb");
  const { status, stderr } = await runImport(words, { XDG_STATE_HOME: testFolder(), COLLIMATOR_TOKEN: "clt_a_b" });
  expect(status).toBe(2);
  expect(stderr).toContain("a?[2J??b");
  expect(stderr.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
