/** Lists of studies, which the gateway sorts, cuts into windows of dates and searches for the words of a name. */
import { combine } from "../generate";
import { get, inert, refusedTargets, type Attack, type AttackClass } from "../request";

/** A search for somebody who is not there, which goes the way of all others: its list is empty. */
const NOBODY = "PatientName=nobody%26b";

const SORT_KEYS = ["StudyDate", "PatientName", "PatientID", "StudyDescription", "AccessionNumber"];
/** The most that can be asked for. */
const FAR = "limit=999999999&offset=999999999";

/** Bytes that mean something to SQL, JSON, Lua's patterns, the archive's queries or a log. */
const INJECTIONS = ["%27", "%22", "%3b", "%25", "%5c", "%60", "%7b", "%5d", "%24", "%3d", "%3c", "%c3%a9", "_", "."];
const CONTROLS = ["%00", "%0a", "%0d%0aX:1", "%1b", "%7f", "%ff", "%c0%af"];

/** Searches that find nobody, as `NOBODY` does. */
function empty(queries: readonly string[]): Attack[] {
  return queries.map((query) => inert(get(`/pacs/studies?${NOBODY}`), get(`/pacs/studies?${query}`)));
}

const refusedQueries = (queries: readonly string[]): Attack[] =>
  refusedTargets(queries.map((query) => `/pacs/studies?${query}`));

export const LIST_CLASSES: readonly AttackClass[] = [
  {
    name: "orders of lists",
    attacks: ({ study }) => [
      ...refusedQueries([
        ...["orderby=StudyDate&orderby=StudyDate", "orderby=StudyDate&orderby=-StudyDate", "orderby&orderby=StudyDate"],
        ...["%6frderby=PatientID&orderby=PatientID", "orderby=PatientID&limit=1&offset=1&orderby=-PatientID"],
        ...["orderBy=StudyDate", "ORDERBY=StudyDate", "order_by=StudyDate", "order=StudyDate", "sort=StudyDate"],
        ...["orderby[]=StudyDate", "orderby.StudyDate=1", "anyorder=true", "direction=DESC", "since=0"],
        ...["", "-", "--StudyDate", "StudyDate-", "%2bStudyDate", "-%20StudyDate", "%20StudyDate", "StudyDate%20"].map(
          (value) => `orderby=${value}`,
        ),
        ...["studydate", "STUDYDATE", "00080020", "-00080020", "0008,0020", "StudyTime", "StudyInstanceUID"].map(
          (value) => `orderby=${value}`,
        ),
        ...[
          "Modality",
          "ModalitiesInStudy",
          "NumberOfStudyRelatedInstances",
          "PixelData",
          "1",
          "true",
          "*",
          "null",
        ].map((value) => `orderby=${value}`),
        ...["StudyDate,PatientID", "StudyDate%5cPatientID", "StudyDate%20DESC", "StudyDate:desc", "StudyDate|x"].map(
          (value) => `orderby=${value}`,
        ),
        ...["StudyDate;DROP%20TABLE%20Resources", "StudyDate%2c(SELECT%201)", "%7b%22Type%22:%22Metadata%22%7d"].map(
          (value) => `orderby=${value}`,
        ),
        ...combine(["PatientName", "-PatientName"], [...INJECTIONS, ...CONTROLS]).map(
          ([key, bytes]) => `orderby=${key}${bytes}`,
        ),
        `orderby=${"-".repeat(4000)}StudyDate`,
        `orderby=${"StudyDate".repeat(800)}`,
        ...combine(
          ["limit", "offset"],
          ["-1", "1000000000", "18446744073709551616", "4294967296000", "1e9", "0x7fffffff", "1.0", "%2b1", "9%00"],
        ).map(([key, value]) => `orderby=-PatientName&${key}=${value}`),
        'orderby=StudyDate&accept=multipart/related%3btype="application/dicom%2bxml"'.replaceAll('"', "%22"),
      ]),
      ...refusedTargets(
        combine(
          ["/pacs/series", "/pacs/instances", `/pacs/studies/${study}/series`, `/pacs/studies/${study}/instances`],
          ["orderby=StudyDate", "orderby=-PatientName", "orderby=SeriesNumber", "orderby=InstanceNumber"],
        ).map(([path, query]) => `${path}?${query}`),
      ),
      ...refusedTargets([
        `/pacs/studies/${study}/metadata?orderby=StudyDate`,
        `/pacs/studies/${study}?orderby=StudyDate`,
      ]),
      ...empty(
        combine(
          SORT_KEYS.flatMap((key) => [key, `-${key}`]),
          ["limit=1", FAR],
        ).map(([key, page]) => `${NOBODY}&orderby=${key}&${page}`),
      ),
    ],
  },
  {
    name: "windows of dates",
    attacks: () => [
      ...refusedQueries(
        combine(
          ["StudyDate", "00080020"],
          [
            ...["2026", "202611", "2026113", "202611301", "2026-11-30", "2026.11.30", "30/11/2026", "1e7", "0x135"],
            ...["-", "--", "20261130-2026", "2026-20261130", "20261130--20261201", "-20261130-", "20261130-20261201-"],
            ...["20261130,20261201", "20261130%5c20261201", "20261130%20-%2020261201", "20261130%20", "+20261130"],
            ...["*", "2026*", "????????", "2026113?", "2026-*", "-20261130*", "today", "now", "%2220261130%22"],
            // Digits of other scripts, and a dash that is none.
            ...["%ef%bc%92%ef%bc%90%ef%bc%92%ef%bc%96", "%d9%a2%d9%a0%d9%a2%d9%a6", "20261130%e2%80%9320261201"],
            ...["20261130-%27%20OR%201=1--", "20261130%27", "20261130)%20--", "-20261130%3bx", "20261130%2525"],
            ...CONTROLS.flatMap((bytes) => [`20261130${bytes}`, `20261130-${bytes}`, `${bytes}-20261130`]),
            `${"2".repeat(300)}-`,
            `-${"2".repeat(300)}`,
            "20261130-".repeat(100),
          ],
        ).map(([key, value]) => `${key}=${value}`),
      ),
      ...refusedQueries([
        "StudyDate=20261130&StudyDate=20261201",
        "StudyDate=20261130-&StudyDate=-20261201",
        "StudyDate=&00080020=20261130",
        "studydate=20261130",
        "StudyDateFrom=20261130",
        "StudyDate=20261130&StudyTime=1000-1100-1200",
      ]),
      // Days that are in no calendar, ranges that end before they begin, and days that nobody lives to see.
      ...empty([
        ...["99999999", "20260230", "20261399", "99999999-", "99999998-99999999"].map((value) => `StudyDate=${value}`),
        ...["20261231-20260101", "99991231-20260101", "99991231-00010101", "99999999-00000000"].map(
          (value) => `StudyDate=${value}`,
        ),
        ...["StudyDate", "-StudyDate", "-PatientName"].map((key) => `StudyDate=99999999-&orderby=${key}&${FAR}`),
        `StudyDate=00000000-99999999&${FAR}`,
        `StudyDate=-99999999&${NOBODY}`,
      ]),
    ],
  },
  {
    name: "words of names",
    attacks: () => [
      ...refusedQueries([
        `PatientName=*${"nobody,".repeat(40)}*`,
        `PatientName=*${"a%20".repeat(255)}*`,
        `PatientName=*${"%e5%bc%b5%20".repeat(70)}*`,
        ...CONTROLS.flatMap((bytes) => [`PatientName=*nobody%20${bytes}*`, `PatientName=*nobody,${bytes}no*`]),
        "PatientName=*nobody,no*&PatientName=*no,nobody*",
        "PatientName=*nobody,no*&00100010=*no,nobody*",
        "PatientName=*nobody,no*&anyorder=true",
        "PatientName[]=*nobody,no*",
      ]),
      ...empty(
        [
          ...[
            "*nobody,no*",
            "*nobody%20no*",
            "*nobody,,,,,,,,no*",
            "*,nobody,*",
            "*%20%20nobody%20%20*",
            "*nobody%5cno*",
          ],
          `*${"nobody,".repeat(36)}*`,
          `*${"nobody%20".repeat(36)}*`,
          `*nobody${"%20a".repeat(120)}*`,
          `*nobody${"%20%e5%bc%b5".repeat(50)}*`,
          `*nobody${",%20".repeat(120)}*`,
          `*nobody${"*%20".repeat(120)}*`,
          `*nobody${"?%20".repeat(120)}*`,
          ...INJECTIONS.flatMap((bytes) => [`*nobody%20${bytes}*`, `*nobody,${bytes}no*`]),
          ...["*nobody%26limit=0%20x*", "*nobody%26_method=DELETE,x*", "*nobody%26anyorder=true%20x*"],
        ].map((value) => `PatientName=${value}`),
      ),
      ...empty([
        `PatientName=*nobody,no*&orderby=-PatientName&limit=1000`,
        `PatientName=*nobody,no*&StudyDate=99991231-20260101&limit=999999999`,
        `PatientName=nobody,no&${FAR}`,
      ]),
    ],
  },
];
