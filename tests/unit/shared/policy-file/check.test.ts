import { describe, expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";
import type { LuaCall } from "../../../support/lua-calls";

interface Problem {
  readonly line: number;
  readonly reason: string;
}

async function check(text: string): Promise<{ roles: unknown; problem: Problem | undefined }> {
  const [roles, problem] = await callLua("shared.policy-file.check", "checkPolicy", text);
  return { roles: roles ?? undefined, problem: problem as Problem | undefined };
}

const good = `{
  "version": 1,
  "roles": {
    "trial-reader": {
      "description": "Liest die Studie \\u201eNord\\u201c",
      "permissions": ["view", "download"]
    },
    "gate2": { "permissions": [ "upload" ] }
  }
}
`;

/** A policy with one role of this content, on line 4. */
const role = (content: string): string => `{\n"version": 1,\n"roles": {\n"reader": ${content}\n}\n}`;
const roles = (content: string): string => `{\n"version": 1,\n"roles": ${content}\n}`;

test("a valid policy file is read", async () => {
  expect(await check(good)).toEqual({
    roles: {
      "trial-reader": { description: "Liest die Studie „Nord“", permissions: ["view", "download"] },
      gate2: { permissions: ["upload"] },
    },
    problem: undefined,
  });
  expect((await check('{"version":1,"roles":{}}')).problem).toBeUndefined();
});

/** Text, line, and a part of the reason. */
const wrong: readonly (readonly [name: string, text: string, line: number, reason: string])[] = [
  ["nothing", "", 1, "a value is missing"],
  ["text that is not JSON", "roles:\n  reader: view\n", 1, '"roles" is no value of JSON'],
  ["a list", "\n[]", 2, "an object in braces"],
  ["a text", '"view"', 1, "an object in braces"],
  ["text after the end", '{"version": 1, "roles": {}}\n\n{}', 3, "more after the end"],
  ["no end", '{"version": 1,\n"roles": {', 2, "quotation marks is missing"],
  ["a comma too many", '{"version": 1,\n"roles": {},\n}', 3, "a name in quotation marks is missing"],
  ["a comma too few", '{"version": 1\n"roles": {}}', 2, "a comma or } is missing"],
  ["no colon", '{"version" 1}', 1, "a colon is missing"],
  ["names without quotation marks", "{version: 1}", 1, "a name in quotation marks is missing"],
  ["single quotation marks", "{'version': 1}", 1, "a name in quotation marks is missing"],
  ["a comment", '// roles\n{"version": 1, "roles": {}}', 1, "a value is missing"],
  [
    "a text over two lines",
    role('{"description": "one\ntwo", "permissions": ["view"]}'),
    4,
    "no closing quotation mark",
  ],
  ["an unknown escape", role('{"description": "\\x41", "permissions": ["view"]}'), 4, "an escape"],
  ["bytes that are not UTF-8", role('{"description": "\\ud800", "permissions": ["view"]}'), 4, "an escape"],
  ["too many levels", "[".repeat(40), 1, "more than 16 levels"],
  ["too large a file", `{"version": 1, "roles": {}}${" ".repeat(65536)}`, 1, "larger than 64 KiB"],
  ["no version", '{\n"roles": {}}', 1, '"version": 1 is missing'],
  ["another version", '{\n"version": 2,\n"roles": {}}', 2, '"version" must be 1'],
  ["a version in quotation marks", '{\n"version": "1",\n"roles": {}}', 2, '"version" must be 1'],
  ["no roles", '{"version": 1}', 1, '"roles" is missing'],
  ["an unknown key", '{"version": 1,\n"rolls": {}}', 2, '"rolls" is not known here'],
  ["a key twice", '{"version": 1,\n"roles": {},\n"roles": {}}', 3, '"roles" stands here for the second time'],
  [
    "a role twice",
    roles('{"a": {"permissions": ["view"]},\n"a": {"permissions": ["delete"]}}'),
    4,
    "for the second time",
  ],
  ["roles as a list", roles("[]"), 3, '"roles" must be an object'],
  ["a role's name with a capital", roles('{"Reader": {"permissions": ["view"]}}'), 3, '"Reader" is no name of a role'],
  ["a role's name with a comma", roles('{"a,admin": {"permissions": ["view"]}}'), 3, "is no name of a role"],
  ["an empty role's name", roles('{"": {"permissions": ["view"]}}'), 3, "is no name of a role"],
  [
    "a role's name that is too long",
    roles(`{"${"a".repeat(33)}": {"permissions": ["view"]}}`),
    3,
    "is no name of a role",
  ],
  ["a built-in role", roles('{"viewer": {"permissions": ["delete"]}}'), 3, '"viewer" is a built-in role'],
  ["a role that is a list", role('["view"]'), 4, 'the role "reader" must be an object'],
  ["an unknown key of a role", role('{"permissions": ["view"], "labels": ["x"]}'), 4, '"labels" is not known here'],
  ["a role without permissions", role('{"description": "Nothing"}'), 4, 'the role "reader" has no "permissions"'],
  ["no permission", role('{"permissions": []}'), 4, '"permissions" is empty'],
  ["permissions as a text", role('{"permissions": "view"}'), 4, '"permissions" must be a list'],
  ["an unknown permission", role('{"permissions": ["view",\n"fly"]}'), 5, "a permission must be one of view, download"],
  ["a wildcard", role('{"permissions": ["*"]}'), 4, "a permission must be one of"],
  ["all", role('{"permissions": ["all"]}'), 4, "a permission must be one of"],
  ["a permission that is a number", role('{"permissions": [1]}'), 4, "a permission must be one of"],
  ["a permission twice", role('{"permissions": ["view",\n"view"]}'), 5, '"view" stands in the list twice'],
  ["a description of two lines", role('{"description": "a\\nb", "permissions": ["view"]}'), 4, "a text of one line"],
  [
    "a description that is too long",
    role(`{"description": "${"a".repeat(201)}", "permissions": ["view"]}`),
    4,
    "200 bytes",
  ],
];

describe("invalid policy files", () => {
  test.each(wrong)("an invalid policy file is refused with its line: %s", async (_name, text, line, reason) => {
    const { roles: read, problem } = await check(text);
    expect(read).toBeUndefined();
    expect(problem).toMatchObject({ line, reason: expect.stringContaining(reason) as unknown });
  });

  test("a policy file with too many roles is refused with its line", async () => {
    const many = Array.from({ length: 65 }, (_, index) => `"r${index}": {"permissions": ["view"]}`).join(",\n");
    expect((await check(roles(`{${many}}`))).problem).toMatchObject({
      line: 3,
      reason: "there are more than 64 roles",
    });
  });
});

test("an invalid policy leaves the previous one in force, and without a file the built-in roles apply", async () => {
  const take = (text?: string): LuaCall => ({ module: "gateway.policy.current", fn: "takePolicy", args: [text] });
  const given = (names: string): LuaCall => ({ module: "gateway.policy.grants", fn: "grantsOf", args: [names] });
  // In one request, since each worker of nginx has a policy of its own.
  const results = await callLuaMany([
    take(good),
    given("trial-reader"),
    take(role('{"permissions": ["fly"]}')),
    given("trial-reader"),
    given("reader"),
    take(),
    given("trial-reader"),
    given("viewer,uploader"),
  ]);
  expect(results.map(([result]) => result)).toEqual([
    null,
    { view: true, download: true },
    expect.stringMatching(/^policy\.json, line 4: /),
    { view: true, download: true },
    {},
    null,
    {},
    { view: true, upload: true },
  ]);
});
