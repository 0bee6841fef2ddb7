import { describe, expect, test } from "vitest";
import { callLua } from "../../../support/lua";

describe("the windows of a search for studies", () => {
  const windows = async (filters: Readonly<Record<string, string>>, today = "20260315"): Promise<unknown> =>
    (await callLua("gateway.searches.windows", "windowsOf", filters, today))[0];

  test("a list of all studies looks at a month, a quarter and then the whole archive", async () => {
    expect(await windows({})).toEqual(["20260215-", "20251215-", ""]);
    expect(await windows({}, "20260131")).toEqual(["20251231-", "20251031-", ""]);
    expect(await windows({ "00080061": "MR" })).toHaveLength(3);
  });

  test("a search by text looks at a month and then the whole archive", async () => {
    expect(await windows({ "00100010": "*a*" })).toEqual(["20260215-", ""]);
  });

  test("a search by dates looks at the newest ones first, and never beyond them", async () => {
    expect(await windows({ "00080020": "20260301-" })).toEqual(["20260301-"]);
    expect(await windows({ "00080020": "20260101-" })).toEqual(["20260215-", "20260101-"]);
    expect(await windows({ "00080020": "-20990101" })).toEqual(["20260215-20990101", "20251215-20990101", "-20990101"]);
    expect(await windows({ "00080020": "20100101-20260315" })).toHaveLength(3);
  });

  test.each(["20100101-20200630", "-00000000", "20200101"])(
    "a search by past dates has no windows: %s",
    async (dates) => {
      expect(await windows({ "00080020": dates })).toEqual([dates]);
    },
  );

  test("a search by an identifier looks at the whole archive at once", async () => {
    const filters = { "00080020": "20200101-", "00100020": "P1" };
    expect(await windows(filters)).toEqual(["20200101-"]);
    expect(await windows({ ...filters, "00100020": "P*" })).toEqual(["20260215-", "20200101-"]);
  });
});
