import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callLua } from "../../../support/lua";
import { callLuaAt } from "../../../support/lua-calls";
import { type LuaRuntime, startLua } from "../../../support/lua-runtime";
import { URI_SERVICE_CLASSES } from "../../../attacks/table/uri-service";

const QUERY = "requestType=WADO&studyUID=1.2&seriesUID=1.3&objectUID=1.4&contentType=application/dicom";
const ADMIN = { kind: "session", user: "a", key: "k", roles: "admin", mustChangePassword: false, confirmedAt: 0 };

let on: LuaRuntime;
beforeAll(async () => {
  on = await startLua(process.cwd(), { wadoUri: "on" });
});
afterAll(async () => on.stop());

type Answer = Readonly<Record<string, unknown>> | undefined;

async function callOn(module: string, fn: string, ...args: unknown[]): Promise<unknown[]> {
  const [results] = await callLuaAt(on.url, [{ module, fn, args }], "utf8");
  return results ?? [];
}

describe.each(["/pacs/wado", "/pacs/dicom-web/wado"])("the URI service at %s", (path) => {
  test("a request means Retrieve Instance, and the log gets the path that it stands for", async () => {
    const [said] = await callOn("gateway.routes.explain", "explain", ADMIN, "GET", `${path}?${QUERY}`);
    expect(said as Answer).toMatchObject({ allowed: true, means: "RetrieveInstance", needs: "view" });
    const [of] = await callOn("gateway.routes.route", "parseUri", { method: "GET", path, query: QUERY }, {});
    expect(of as Answer).toMatchObject({
      place: "pacs",
      meant: "/pacs/studies/1.2/series/1.3/instances/1.4",
      upstream: { path: "/dicom-web/studies/1.2/series/1.3/instances/1.4", scope: "view" },
    });
  });

  test("the log gets nothing of a picture's parameters", async () => {
    const query = `${QUERY.replace("application/dicom", "image/png")}&frameNumber=2&rows=8&columns=8`;
    const [of] = await callOn("gateway.routes.route", "parseUri", { method: "GET", path, query }, {});
    expect((of as Answer)?.["meant"]).toBe("/pacs/studies/1.2/series/1.3/instances/1.4/frames/2/rendered");
  });

  test("the address supports GET, HEAD and OPTIONS with WADO_URI=on, and nothing without", async () => {
    expect(await callOn("gateway.routes.methods", "methodsAt", path)).toEqual([["GET", "HEAD", "OPTIONS"]]);
    expect(await callLua("gateway.routes.methods", "methodsAt", path)).toEqual([{}]);
  });

  test("without WADO_URI a request is refused, and the sentence names the setting", async () => {
    const [said] = await callLua("gateway.routes.explain", "explain", ADMIN, "GET", `${path}?${QUERY}`);
    expect(said as Answer).toMatchObject({ allowed: false, reason: "wado-uri" });
    expect((said as Answer)?.["rule"]).toMatch(/WADO_URI/);
  });
});

test("every attack on the URI service is refused by the parser, with WADO_URI=on", async () => {
  const site = { url: "https://pacs.example", cookie: "", study: "1.2", series: "1.3", instance: "1.4" };
  const attacks = URI_SERVICE_CLASSES.flatMap(({ attacks: of }) => of(site));
  const calls = attacks.map(({ request: { method, target } }) => ({
    module: "gateway.routes.explain",
    fn: "explain",
    args: [ADMIN, method, target],
  }));
  const said = (await callLuaAt(on.url, calls, "utf8")).map(([one]) => one as NonNullable<Answer>);
  const understood = said.flatMap(({ means }, at) => (means === "" ? [] : [attacks[at]?.request.target]));
  expect([attacks.length > 150, understood]).toEqual([true, []]);
});
