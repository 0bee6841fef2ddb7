import { expect, test } from "vitest";
import { callLuaMany } from "../../../support/lua";

const ORIGIN = "https://pacs.example.org";

const BEGINNINGS = [
  ...["//", "///", "////", "/\\", "\\\\", "\\/", "/\\/", "/\\\\", "//\\", "/./\\", "/.//", "/..//", "/%2f/", "/%5c"],
  ...["/\t/", "/\n/", "/\r/", "\t//", " //", "/ /", "\0//", "/\u00a0/", "/\u2028/", "/\u2215", "/\uff0f", "\ufeff//"],
  ...["http://", "https://", "https:", "https:/", "https:\\\\", "HTTPS://", "hTtP:\\", "ftp://", "ws://", "file:///"],
  ...["javascript:alert(1)//", "JaVaScRiPt:", "data:text/html,", "vbscript:", "blob:https://", "about:", "mailto:"],
  ...["", "?//", "#//", "@", ":@", ".", "/login?to=//", "/login//", "/password?to=//", "%2f%2f", "%09//"],
];
const ENDS = ["evil.example", "evil.example/studies", `${new URL(ORIGIN).host}@evil.example`];

const FORMS = BEGINNINGS.flatMap((beginning) => ENDS.map((end) => beginning + end));

/** Where a browser goes from the login page. */
const origin = (location: string): string | undefined => {
  try {
    return new URL(location, `${ORIGIN}/login`).origin;
  } catch {
    return undefined;
  }
};

test(`${FORMS.length} forms of an open redirect stay on this origin`, async () => {
  expect(FORMS.length).toBeGreaterThan(100);
  const calls = FORMS.map((form) => ({
    module: "gateway.http.return-target",
    fn: "safeReturnTarget",
    args: [form],
  }));
  const targets = (await callLuaMany(calls)).map(([target]) => String(target));
  for (const [index, target] of targets.entries()) {
    const form = FORMS[index] ?? "";
    expect([form, origin(target)]).toEqual([form, ORIGIN]);
    // What would have left is not mended, it is dropped.
    if (origin(form) !== ORIGIN) expect([form, target]).toEqual([form, "/"]);
    expect(target).toMatch(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/);
  }
});

async function targetOf(to: string): Promise<unknown> {
  const [[target] = []] = await callLuaMany([
    { module: "gateway.http.return-target", fn: "safeReturnTarget", args: [to] },
  ]);
  return target;
}

test.each([
  "/",
  "/viewer?StudyInstanceUIDs=1.2.3",
  "/people?page=2",
  "/pacs-admin/app/explorer.html#upload",
  "/pacs-admin/app/explorer.html#study?uuid=6a1f0b2c-00000000-00000000-00000000-00000000",
  "/pacs-admin/app/explorer.html#query-retrieve-2?server=MR_1&uuid=1.2.840",
])("the return target %s is kept", async (to) => {
  expect(await targetOf(to)).toBe(to);
});

const EXPLORER = "/pacs-admin/app/explorer.html";

// jQuery Mobile, in Orthanc Explorer, loads the path that stands in a fragment into the page.
test.each([
  `${EXPLORER}#/pacs/studies/1.2.3/metadata`,
  `${EXPLORER}#%2fpacs/studies`,
  `${EXPLORER}#%2Fpacs%2Fstudies`,
  `${EXPLORER}#pacs/studies`,
  `${EXPLORER}#../../pacs/studies`,
  `${EXPLORER}#//evil.example/`,
  `${EXPLORER}#https://evil.example/`,
  `${EXPLORER}##/pacs/studies`,
  `${EXPLORER}#study#/pacs/studies`,
  `${EXPLORER}#study?uuid=/pacs/studies`,
  `${EXPLORER}?a#/pacs/studies`,
  `${EXPLORER}#<img/src=x/onerror=alert(1)>`,
  `${EXPLORER}#<img`,
  `${EXPLORER}#javascript:alert(1)`,
  `${EXPLORER}#study&ui-state=dialog"`,
  `${EXPLORER}#a.b`,
  "/#/viewer",
  "/viewer?StudyInstanceUIDs=1.2.3#%23",
])("the return target %s is not kept", async (to) => {
  expect(await targetOf(to)).toBe("/");
});
