import { beforeAll, describe, expect, test } from "vitest";
import { LIST_CLASSES } from "../../../attacks/table/lists";
import { callLuaMany } from "../../../support/lua";
import { rebuild } from "../../../support/rebuild";

const SITE = { url: "https://pacs.example", cookie: "", study: "1.2", series: "1.3", instance: "1.4" };
const ADMIN = { kind: "session", user: "a", key: "k", roles: "admin", mustChangePassword: false, confirmedAt: 0 };

/** What a rebuilt list of studies may consist of: values in the one encoding of them, and the gateway's own words. */
const PARTS =
  /^(?:[0-9A-F]{8}=(?:[\w.~*,-]|%[0-9A-F]{2})*|anyorder=true|orderby=-?[A-Z][A-Za-z]+|limit=\d{1,4}|offset=\d{1,9})$/;

describe.each(LIST_CLASSES)("attacks on lists, $name", ({ attacks: of }) => {
  const attacks = of(SITE);
  const queriesOf = (expects: string): string[] =>
    attacks.filter((attack) => attack.expects === expects).map(({ request }) => request.target);
  let meanings: ReadonlyMap<string, string>;

  beforeAll(async () => {
    const said = await callLuaMany(
      attacks.map(({ request: { method, target } }) => ({
        module: "gateway.routes.explain",
        fn: "explain",
        args: [ADMIN, method, target],
      })),
    );
    meanings = new Map(attacks.map(({ request }, at) => [request.target, (said[at]?.[0] as { means: string }).means]));
  });

  test("the parser refuses each one that has to be refused", () => {
    const targets = queriesOf("refused");
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((target) => meanings.get(target) !== "")).toEqual([]);
  });

  test("each harmless one is a search for studies, rebuilt of values that mean nothing else", async () => {
    const targets = queriesOf("inert");
    expect(targets.filter((target) => meanings.get(target) !== "SearchStudies")).toEqual([]);
    const built = await Promise.all(
      targets.map(async (target) => rebuild("GET", "/pacs/studies", target.slice(target.indexOf("?") + 1))),
    );
    const parts = built.flatMap(({ path = "?" }) => path.replace("/dicom-web/studies?", "").split("&"));
    expect(parts.filter((part) => !PARTS.test(part))).toEqual([]);
  });

  test("no attack stands there twice", () => {
    const targets = attacks.map(({ request }) => request.target);
    expect(targets.filter((target, at) => targets.indexOf(target) !== at)).toEqual([]);
  });
});
