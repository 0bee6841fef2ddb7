import { describe, expect, test } from "vitest";
import { load, plain } from "./page-script";

const { list } = load();

describe("what the study list asks for", () => {
  test.each<[string, string, object]>([
    ["the first page without an address", "", { pageSize: 50, limit: 51, offset: 0 }],
    ["the page of the address", "?pageNumber=31&resultsPerPage=100", { pageSize: 100, limit: 101, offset: 3000 }],
    ["the page of an address in other letters", "?PAGENUMBER=2", { pageSize: 50, limit: 51, offset: 50 }],
    ["the last of two pages", "?pageNumber=2&PageNumber=3", { pageSize: 50, limit: 51, offset: 100 }],
    ["page 340,000", "?pageNumber=340000&resultsPerPage=1", { pageSize: 1, limit: 2, offset: 339_999 }],
    ["the first page if there is no page 0", "?pageNumber=0&resultsPerPage=0", { pageSize: 50, limit: 51, offset: 0 }],
    ["the first page for words", "?pageNumber=two&resultsPerPage=-5", { pageSize: 50, limit: 51, offset: 0 }],
    [
      "the first page for an endless number",
      "?pageNumber=1e9&resultsPerPage=101",
      { pageSize: 50, limit: 51, offset: 0 },
    ],
  ])("the list asks for %s", (_, address, page) => {
    expect(plain(list.asked({}, address))).toEqual(page);
  });

  test.each([
    ["?patientName=a&patientName=b", "patientname=b"],
    ["?PATIENTNAME=b&mrn=1&patientName=a", "patientname=a&mrn=1"],
    ["?patientName=Buc%2C+J%C3%A9r&modalities=CT,MR", "patientname=Buc%2C+J%C3%A9r&modalities=CT%2CMR"],
    ["", ""],
  ])("of repeated parameters in the address %s the last ones count: %s", (address, parameters) => {
    expect(list.lastOfEach(address)).toBe(parameters);
  });

  test.each([
    ["patient", "asc", "PatientName"],
    ["patient", "desc", "-PatientName"],
    ["mrn", "descending", "-PatientID"],
    ["description", "ascending", "StudyDescription"],
    ["accession", "asc", "AccessionNumber"],
    ["studyDateTime", "asc", "StudyDate"],
    ["studyDateTime", "desc", undefined],
    ["modalities", "asc", undefined],
    ["constructor", "asc", undefined],
    [undefined, undefined, undefined],
  ])("the list sorted by %s, %s, asks for the order %s", (sortBy, sortDirection, order) => {
    const filters = sortBy === undefined ? {} : { sortBy, sortDirection };
    expect(list.asked(filters, "").orderBy).toBe(order);
  });

  test("the list asks with the filters of the address, too", () => {
    const filters = { patientName: "Buc, Jér", modalitiesInStudy: ["CT"], limit: 101, offset: 0 };
    const page = { pageSize: 50, limit: 51, offset: 50 };
    expect(plain(list.asked(filters, "?pageNumber=2"))).toEqual({ ...filters, ...page });
  });

  test("only columns that the archive sorts by have a button to sort", () => {
    const columns = ["patient", "mrn", "studyDateTime", "modalities", "description", "accession", "instances", "mine"];
    const sorted = columns.map((id) => list.sortable<{ id: string; enableSorting?: boolean }>({ id }));
    expect(sorted.filter(({ enableSorting }) => enableSorting === false).map(({ id }) => id)).toEqual([
      "modalities",
      "instances",
      "mine",
    ]);
  });

  test("in a narrow window patient and date are the columns that fit, and the panel beside the list is closed", () => {
    const columns = [{ id: "patient", meta: { label: "Patient", minWidth: 165 } }, { id: "mrn" }];
    expect(plain(columns.map(list.fitted))).toEqual(columns);
    expect(list.hasRoomBeside()).toBe(true);
    const narrow = load(true).list;
    expect(plain(columns.map(narrow.fitted))).toEqual([
      {
        id: "patient",
        meta: { label: "Patient", minWidth: 130, priority: 100, headerClassName: "", cellClassName: "" },
      },
      { id: "mrn" },
    ]);
    expect(narrow.hasRoomBeside()).toBe(false);
  });
});
