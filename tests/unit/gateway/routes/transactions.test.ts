import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { callLua } from "../../../support/lua";

const JSON_TYPE = "application/dicom+json";
/** A search that goes through little of the archive. */
const QUICK = { isBeyondIndex: false, anyOrder: false };

const row = async (transaction: object): Promise<unknown> =>
  (await callLua("gateway.routes.transactions", "dicomwebRow", transaction))[0];

test.each([
  [{ kind: "SearchStudies", query: QUICK, mediaType: JSON_TYPE }, "searches", "search"],
  [{ kind: "SearchStudies", query: QUICK, mediaType: "application/dicom+xml" }, "archive", "search"],
  [{ kind: "SearchSeries", query: QUICK, mediaType: JSON_TYPE }, "archive", "search"],
  [
    { kind: "SearchStudies", query: { ...QUICK, orderBy: "PatientName" }, mediaType: JSON_TYPE },
    "searches",
    "long-search",
  ],
  [{ kind: "SearchStudies", query: { ...QUICK, orderBy: "-StudyDate" }, mediaType: JSON_TYPE }, "searches", "search"],
  [{ kind: "SearchStudies", query: { ...QUICK, anyOrder: true }, mediaType: JSON_TYPE }, "searches", "long-search"],
  [{ kind: "SearchInstances", query: { ...QUICK, isBeyondIndex: true } }, "searches", "long-search"],
  [{ kind: "RetrieveStudy" }, "archive", "heavy"],
  [{ kind: "RetrieveSeriesMetadata" }, "archive", "heavy"],
  [{ kind: "RetrieveInstanceMetadata" }, "archive", "light"],
  [{ kind: "RetrieveFrames" }, "frames", "light"],
  [{ kind: "RetrieveInstance" }, "archive", "heavy"],
  [{ kind: "RetrieveInstance", isSingle: true }, "frames", "heavy"],
  [{ kind: "RetrieveBulkData", isSingle: true }, "archive", "light"],
  [{ kind: "RetrieveRendered", series: "1", instance: "1" }, "player", "heavy"],
  [{ kind: "RetrieveRendered", series: "1", instance: "1", frame: 1 }, "archive", "light"],
  [{ kind: "RetrieveRendered", series: "1" }, "archive", "light"],
  [{ kind: "RetrieveThumbnail", series: "1", instance: "1" }, "archive", "light"],
  [{ kind: "StoreInstances", study: "1" }, "store", "upload"],
])("%o is taken by the inner server %s, as %s work", async (transaction, server, work) => {
  expect(await row(transaction)).toMatchObject({ server, work });
});

test("each inner server that a row names is configured, and what no row names goes nowhere", () => {
  const tables = ["lua-src/gateway/routes/transactions.ts", "lua-src/shared/policy/admin-routes.ts"];
  const text = tables.map((path) => readFileSync(path, "utf8")).join("\n");
  const servers = new Set([...text.matchAll(/\bserver: "(\w+)"/g)].map(([, name = ""]) => name));
  expect(servers.size).toBeGreaterThanOrEqual(6);
  for (const name of [...servers, "nowhere"]) {
    expect(readFileSync(`nginx/servers/inner-${name}.conf`, "utf8")).toContain(`server_name ${name};`);
  }
  for (const server of ["outer", "prefetch"]) {
    expect(readFileSync(`nginx/servers/${server}.conf`, "utf8")).toContain("set $collimator_server nowhere;");
  }
});
