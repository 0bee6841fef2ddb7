import { describe, expect, test } from "vitest";
import { callLua } from "../../../support/lua";

const render = async (page: string, variables: object): Promise<string> => {
  const [html] = await callLua("gateway.templates.render", "render", page, variables);
  return String(html);
};
const parse = async (source: string): Promise<unknown> =>
  callLua("gateway.templates.template", "parseTemplate", source);

const HOSTILE = [
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(1)>`,
  "' autofocus onfocus='alert(1)",
  "{{v:me}}",
  "{{t:app.name}}",
  "{{each:users}}x{{end}}",
  "{{end}}",
  "%1 %% %0",
  "&lt;&amp;",
  "\u202egnp.exe",
];

const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

describe("typed text on pages", () => {
  test.each(HOSTILE)("a page's list shows typed text as text: %s", async (text) => {
    const users = [{ name: "a", shown: text, roles: text, login: text, status: "active", "status-text": "Active" }];
    const page = await render("people", { me: "somebody", users });
    const plain = await render("people", {
      me: "somebody",
      users: users.map((user) => ({ ...user, shown: "", roles: "", login: "" })),
    });
    expect(page.split(escaped(text)).length - 1).toBe(3);
    // Nothing else has changed: the text is all that it adds.
    expect(page.replaceAll(escaped(text), "")).toBe(plain);
  });

  test.each(HOSTILE)("a page's attribute holds typed text as text: %s", async (text) => {
    const page = await render("people-invite", { name: text, "display-name": text });
    expect(page).toContain(`value="${escaped(text)}"`);
    expect(page.replaceAll(escaped(text), "")).toBe(await render("people-invite", {}));
  });
});

describe("lists in templates", () => {
  test("a template's list repeats for each row, with the row's values before those around it", async () => {
    const users = ["anna", "bob"].map((name) => ({ name, shown: `Dr ${name}` }));
    const page = await render("people", { me: "cleo", users });
    expect([...page.matchAll(/person\?name=(\w+)">(Dr \w+)</g)].map(([, name, shown]) => [name, shown])).toEqual([
      ["anna", "Dr anna"],
      ["bob", "Dr bob"],
    ]);
    expect(page).toContain("cleo");
  });

  test("a template's empty list shows nothing and leaves no tag behind", async () => {
    const page = await render("people", { users: [] });
    expect(page).not.toContain("/people/person");
    expect(page).not.toMatch(/\{\{|\}\}/);
  });
});

test.each(["{{end}}", "{{if:a}}", "{{each:a}}{{if:b}}{{end}}", "{{x:a}}", "{{v:}}", "{{if:a}}{{end}}{{end}}"])(
  "the template %s is a defect that stops the gateway's start",
  async (source) => {
    await expect(parse(source)).rejects.toThrow(/template/);
  },
);
