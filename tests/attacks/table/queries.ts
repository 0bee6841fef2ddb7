/** Queries that mean something else to the archive, or too much. */
import { combine, encoded } from "../generate";
import { get, inert, refusedTargets, type AttackClass } from "../request";

const many = (count: number, name: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => name(i)).join("&");

export const QUERY_CLASSES: readonly AttackClass[] = [
  {
    name: "method override in the query",
    attacks: ({ study }) =>
      refusedTargets(
        combine(
          ["/pacs/studies", `/pacs/studies/${study}`, "/pacs-admin/system", "/pacs-admin/app/explorer.html"],
          ["_method=DELETE", "_method=PUT", "%5fmethod=DELETE", "_METHOD=DELETE", "_method=delete", "x&_method=POST"],
        ).map(([path, query]) => `${path}?${query}`),
        true,
      ),
  },
  {
    name: "unknown keys",
    attacks: ({ study }) =>
      refusedTargets([
        ...[
          "patientid=1",
          "NoSuchKey=1",
          "00100021x=1",
          "99999999=1",
          "Patient ID=1".replace(" ", "%20"),
          "StudyUID=1",
        ].map((query) => `/pacs/studies?${query}`),
        ...[
          "PixelData=x",
          "7FE00010=x",
          "00091001=x",
          "00080005=x",
          "Rows=1",
          "OtherPatientIDsSequence.00100020=1",
          "00400275.00400009=1",
          "callback=alert",
          "token=x",
          "query=",
        ].map((query) => `/pacs/studies?${query}`),
        `/pacs/studies/${study}/metadata?includefield=all`,
        `/pacs/studies/${study}?accept=image/jp2`,
        `/pacs/studies?Modality=CT`,
        `/pacs/instances?Rows=0x10`,
        ...["00400275.00400009.00400009=1", "00400275.0040000a=1", "00400275.00400009&00400275.00400009=1"].map(
          (query) => `/pacs/series?${query}`,
        ),
        `/pacs/series?00400275.00400009=1&RequestAttributesSequence.ScheduledProcedureStepID=2`,
        `/pacs/studies/${study}/series?SOPInstanceUID=1.2`,
      ]),
  },
  {
    name: "doubled keys",
    attacks: () =>
      refusedTargets([
        ...["PatientID=1&PatientID=2", "limit=1&limit=2", "offset=0&offset=1", "PatientID=1&%50atientID=2"].map(
          (query) => `/pacs/studies?${query}`,
        ),
        ...["fuzzymatching=true&fuzzymatching=false", "00100020=1&00100020=1", "0020000D=1.2&0020000d=1.3"].map(
          (query) => `/pacs/studies?${query}`,
        ),
        "/pacs-admin/studies?since=0&limit=1&limit=1000",
        "/pacs-admin/studies?since=0&since=1&limit=1",
      ]),
  },
  {
    name: "one attribute by two names",
    attacks: ({ study, series }) =>
      refusedTargets([
        "/pacs/studies?PatientID=1&00100020=2",
        "/pacs/studies?00100010=a&PatientName=b",
        "/pacs/studies?StudyDate=20200101&00080020=20210101",
        "/pacs/studies?StudyInstanceUID=1.2&0020000d=1.3",
        "/pacs/instances?SOPInstanceUID=1.2&00080018=1.3",
        `/pacs/studies/${study}/series?StudyInstanceUID=1.2`,
        `/pacs/studies/${study}/series?0020000D=1.2`,
        `/pacs/studies/${study}/series/${series}/instances?SeriesInstanceUID=1.2`,
        `/pacs/studies/${study}/instances?0020000d=${study}`,
      ]),
  },
  {
    name: "parameters hidden in values",
    attacks: () => [
      // A search for a name that nobody has.
      ...[
        "PatientName=a%26_method%3DDELETE",
        "PatientName=a%26limit%3D0",
        "PatientID=1%26PatientID=2",
        `PatientName=${encoded("a&b")}`,
      ].map((query) => inert(get("/pacs/studies?PatientName=nobody%26b"), get(`/pacs/studies?${query}`))),
      ...refusedTargets(
        [
          ...["%26limit=1", "PatientName%26_method=DELETE", "limit=1%26offset%3D0"],
          ...["PatientName=%00", "PatientName=a%0ab", "PatientName=%0d%0aX:1", "PatientName=a%1fb", "PatientName=%7f"],
          ...["PatientName=%2", "PatientName=%zz", "PatientName=%", "PatientName=%u0041", "=x", "%3d=x"],
          ...[
            "PatientName=%c0%a6",
            "PatientName=%ff",
            "PatientName=%ed%a0%80",
            "PatientName=%f5%80%80%80",
            "PatientName=%e2%82",
          ],
        ].map((query) => `/pacs/studies?${query}`),
      ),
    ],
  },
  {
    name: "over-long",
    attacks: () =>
      refusedTargets([
        `/pacs/studies?PatientName=${"a".repeat(257)}`,
        `/pacs/studies?PatientName=${"a".repeat(8200)}`,
        `/pacs/studies?${"a".repeat(9000)}`,
        `/pacs/${"a".repeat(8200)}`,
        `/pacs/studies/${"1".repeat(65)}`,
        `/pacs/studies/${"1.".repeat(4000)}1`,
        `/pacs-admin/${"a".repeat(1100)}`,
        `/pacs-admin/modalities/${"a".repeat(65)}/echo`,
        `/pacs/studies/1.2/series/1.3/instances/1.4/frames/${"1,".repeat(4200)}1`,
        `/pacs/studies?PatientName=${"%41".repeat(2800)}`,
      ]),
  },
  {
    name: "over-many",
    attacks: () =>
      refusedTargets([
        `/pacs/studies?${many(65, (i) => `includefield=0010${1000 + i}`)}`,
        `/pacs/studies?includefield=${Array.from({ length: 65 }, (_, i) => `0010${1000 + i}`).join(",")}`,
        `/pacs/studies?${many(100, (i) => `k${i}=1`)}`,
        `/pacs/studies?${many(1000, () => "limit=1")}`,
        `/pacs-admin/studies?${many(70, (i) => `k${i}`)}`,
        `/pacs-admin/${"a/".repeat(300)}b`,
        `/pacs/studies/1.2/series/1.3/instances/1.4/bulk/${"00420011/1/".repeat(17)}00420011`,
      ]),
  },
  {
    name: "numbers out of range",
    attacks: () =>
      refusedTargets(
        combine(
          ["limit", "offset"],
          ["-1", "1e3", "0x10", "1.5", "%201", "1%20", "", "99999999999999999999", "NaN", "%2B1", "1,2", "true"],
        ).map(([key, value]) => `/pacs/studies?${key}=${value}`),
      ),
  },
  {
    name: "malformed values",
    attacks: () =>
      refusedTargets(
        [
          ...[
            "StudyDate=2020",
            "StudyDate=2020-01-01",
            "StudyDate=20200101-20200102-20200103",
            "StudyDate=-",
            "StudyDate=today",
          ],
          ...[
            "StudyDate=20200101%27%20OR%201=1",
            "StudyTime=12:00",
            "StudyTime=-",
            "StudyInstanceUID=*",
            "StudyInstanceUID=1..2",
          ],
          ...[
            "StudyInstanceUID=1.2,,1.3",
            "StudyInstanceUID=%27",
            "fuzzymatching=1",
            "fuzzymatching=TRUE",
            "includefield=",
          ],
          ...[
            "includefield=,",
            "includefield=PatientName,,PatientID",
            "includefield=00091001,x",
            "includefield=ALL",
            "includefield=*",
          ],
          ...["includefield=all,PatientName", "includefield=..%5c", "limit=1000000000", "includefield=.00400275"],
        ].map((query) => `/pacs/studies?${query}`),
      ),
  },
];
