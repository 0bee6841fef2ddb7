import fc from "fast-check";
import { ACCEPTS } from "./accept";
import { ATTRIBUTES, isWithin, type Values } from "./attributes";
import { print } from "./print";
import {
  type ClientRequest,
  isBeyondIndex,
  type Level,
  type Rendering,
  type Search,
  type Transaction,
} from "./transaction";
import { canonical } from "./values";

const letters = (text: string): string[] => Array.from(text);
const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...letters("0123456789")), minLength: min, maxLength: max });
const uid = fc.array(digits(1, 7), { minLength: 1, maxLength: 8 }).map((parts) => parts.join("."));
const bytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
const text = fc
  .string({ unit: fc.constantFrom(...letters("aZ09 *?^=%+&,/;~'\"#<|-_.éß山😀")), maxLength: 24 })
  .map(bytes);
const day = digits(8, 8);

const VALUES: Readonly<Record<Exclude<Values, "none">, fc.Arbitrary<string>>> = {
  uid: fc.array(uid, { minLength: 1, maxLength: 3 }).map((uids) => uids.join(",")),
  date: fc.oneof(
    day,
    day.map((d) => `${d}-`),
    day.map((d) => `-${d}`),
    fc.tuple(day, day).map((days) => days.join("-")),
  ),
  number: fc.array(fc.nat({ max: 65_535 }), { minLength: 1, maxLength: 3 }).map((numbers) => numbers.join(",")),
  time: fc.constantFrom("1200", "120000.123456", "08-10", "-2359", "235959-"),
  name: text.map((name) => canonical("name", name) ?? ""),
  code: text,
  text: text.map((value) => value.replaceAll(",", "?")),
};

const tag = fc
  .tuple(fc.integer({ min: 8, max: 0xffff }), fc.integer({ min: 0, max: 0xffff }))
  .map(([group, element]) => `${hex4(group)}${hex4(element)}`);
const field = fc.oneof(tag, fc.constantFrom("PhysiciansOfRecordIdentificationSequence", "DLP2Total"));

function hex4(number: number): string {
  return number.toString(16).toUpperCase().padStart(4, "0");
}

function filter(level: Level, given: readonly string[]): fc.Arbitrary<Search["filters"][number]> {
  const usable = ATTRIBUTES.filter((a) => a.values !== "none" && isWithin(a, level) && !given.includes(a.tag));
  return fc.constantFrom(...usable).chain((attribute) => {
    const values = VALUES[attribute.values as keyof typeof VALUES];
    return fc.oneof({ weight: 9, arbitrary: values }, fc.constant("")).map((value) => ({ tag: attribute.tag, value }));
  });
}

const order = fc.constantFrom("-StudyDate", "PatientName", "PatientID", "-StudyDescription", "AccessionNumber");

function search(level: Level, given: readonly string[] = []): fc.Arbitrary<Search> {
  const asked = fc.record(
    {
      filters: fc.uniqueArray(filter(level, given), { maxLength: 4, selector: (one) => one.tag }),
      includeFields: fc.array(field, { maxLength: 4 }),
      includeAll: fc.boolean(),
      limit: fc.integer({ min: 0, max: 999999999 }),
      offset: fc.integer({ min: 0, max: 999999999 }),
      fuzzyMatching: fc.boolean(),
    },
    { requiredKeys: ["filters", "includeFields", "includeAll"] },
  );
  return asked.map((query) => ({ ...query, anyOrder: false, isBeyondIndex: isBeyondIndex(query.filters) }));
}

const byRequests = fc
  .tuple(search("series"), fc.constantFrom("STEP*", "", "1?a&b"))
  .map(([query, value]) => ({ ...query, filters: [], isBeyondIndex: false, requests: [{ tag: "00400009", value }] }));

const rendering: fc.Arbitrary<Rendering> = fc.record(
  {
    viewport: fc.constantFrom("512,512", "4096,1", "128,128,0,0,64,-64", "1,1,0.5,0.25,10,10", "9,9,,,5,", "9,9,,,,"),
    window: fc.constantFrom("40,400,linear", "-600.5,1500,linear-exact", "0,0.1,sigmoid"),
    quality: fc.integer({ min: 1, max: 100 }),
    annotation: fc.constantFrom("patient", "technique,patient"),
    iccProfile: fc.constantFrom("no", "srgb"),
  },
  { requiredKeys: [] },
);

const mediaType = fc.constantFrom("application/dicom+json", "application/dicom+xml");
const representations = fc.constantFrom(
  ...[[], ["1.2.840.10008.1.2.1"], ["1.2.840.10008.1.2.4.80", "image/jp2"], ["image/*"]],
);
const u = { study: uid, series: uid, instance: uid };
const kinds = (...names: string[]): fc.Arbitrary<string> => fc.constantFrom(...names);
const item = fc.tuple(tag, fc.integer({ min: 1, max: 999999 })).map(([name, n]) => `${name.toLowerCase()}/${n}/`);
const boundary = fc
  .string({ unit: fc.constantFrom(...letters("aZ09'()+_,-./:=? ")), maxLength: 99 })
  .map((text) => `${text}x`);
const frame = fc.integer({ min: 1, max: 999999999 });
const frames = fc.array(frame, { minLength: 1, maxLength: 6 });
const yes = fc.constant(true);

function shown(places: object, more: object = {}): fc.Arbitrary<Transaction> {
  const types = fc.constantFrom("*/*", "image/jpeg", "image/png", "application/pdf", "video/mp4");
  const record = {
    kind: kinds("RetrieveRendered", "RetrieveThumbnail"),
    ...places,
    ...more,
    rendering,
    mediaType: types,
  };
  return fc.record(record);
}

/** Whole objects, in any transfer syntax or some. */
function whole(name: string, places: object): fc.Arbitrary<Transaction> {
  const [some, more] = [["1.2.840.10008.1.2.1"], ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.70"]];
  const isSingle = name === "RetrieveInstance" ? fc.constantFrom(undefined, true) : fc.constant(undefined);
  return fc.record({ kind: kinds(name), ...places, isSingle, syntaxes: fc.constantFrom(undefined, some, more) });
}

/** Any transaction that the grammar of `/pacs` has. */
export const transaction: fc.Arbitrary<Transaction> = fc.oneof(
  fc.record({ kind: kinds("SearchStudies"), query: search("study"), mediaType }),
  fc.record({
    kind: kinds("SearchStudies"),
    query: fc.tuple(search("study"), order).map(([query, orderBy]) => ({ ...query, orderBy })),
    mediaType: fc.constant("application/dicom+json"),
  }),
  fc.record({ kind: kinds("SearchSeries"), query: search("series"), mediaType }),
  fc.record({ kind: kinds("SearchSeries"), query: byRequests, mediaType: fc.constant("application/dicom+json") }),
  fc.record({ kind: kinds("SearchInstances"), query: search("instance"), mediaType }),
  fc.record({ kind: kinds("SearchSeries"), study: uid, query: search("series", ["0020000D"]), mediaType }),
  fc.record({ kind: kinds("SearchInstances"), study: uid, query: search("instance", ["0020000D"]), mediaType }),
  fc.record({
    kind: kinds("SearchInstances"),
    study: uid,
    series: uid,
    query: search("instance", ["0020000D", "0020000E"]),
    mediaType,
  }),
  whole("RetrieveStudy", { study: uid }),
  whole("RetrieveSeries", { study: uid, series: uid }),
  whole("RetrieveInstance", u),
  fc.record({ kind: kinds("RetrieveStudyMetadata"), study: uid, mediaType }),
  fc.record({ kind: kinds("RetrieveSeriesMetadata"), study: uid, series: uid, mediaType }),
  fc.record({ kind: kinds("RetrieveInstanceMetadata"), ...u, mediaType }),
  fc.record({ kind: kinds("RetrieveFrames"), ...u, frames, representations }),
  fc.record({ kind: kinds("RetrieveFrames"), ...u, frames: fc.tuple(frame), representations, isSingle: yes }),
  fc.record({
    kind: kinds("RetrieveBulkData"),
    ...u,
    attribute: fc
      .tuple(fc.array(item, { maxLength: 16 }), tag)
      .map(([items, last]) => items.join("") + last.toLowerCase()),
    isSingle: fc.constantFrom(undefined, true),
  }),
  shown({ study: uid }),
  shown({ study: uid, series: uid }),
  shown(u),
  shown(u, { frame }),
  fc.record({ kind: kinds("StoreInstances"), boundary, mediaType }),
  fc.record({ kind: kinds("StoreInstances"), study: uid, boundary, mediaType }),
);

/** Pieces that mean something to some parser, and any byte. */
const FRAGMENTS = [
  ..."accept=image/png|accept=*/*|charset=utf-8|charset=x|viewport=9,9,,1|annotation=patient|limit=1001|.00100020".split(
    "|",
  ),
  ..."/|//|..|.|...|%5c|%2f|%2e|%|%00|%c0%af|%25|\\|;|?|#|&|=|,|*|+| |_method=DELETE|%26|PatientID=1|limit=5".split(
    "|",
  ),
  ..."studies|series|instances|metadata|rendered|thumbnail|frames|bulk|dicom-web|servers|1.2.3|0|1|00420011".split("|"),
  ..."includefield=all|&includefield=PatientName|00100020=x|0020000d=1.2|-|:|@|{|~|'|\"|<".split("|"),
];
/** Pieces that often leave a target well-formed. */
const MILD = "0|1|7|.|1.2|a|F|,|1,2|&|%41|%C3%A9|all|_|-".split("|");
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...MILD) },
  { weight: 4, arbitrary: fc.constantFrom(...FRAGMENTS) },
  fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)),
);

/** Where: in thousandths of the target, all equally often. What: how many bytes go, and what comes in their place. */
const cut = fc.tuple(fc.noBias(fc.nat({ max: 999 })), fc.nat({ max: 2 }), piece);

/** A printed request, perhaps by the alias of the root, with a few places of its target cut, doubled or replaced. */
const damaged = fc.tuple(transaction, fc.array(cut, { maxLength: 3 }), fc.boolean()).map(([t, cuts, alias]) => {
  const { path, query, ...rest } = print(t);
  let target = query === undefined ? path : `${path}?${query}`;
  if (alias) target = target.replace("/pacs/", "/pacs/dicom-web/");
  for (const [where, length, put] of cuts) {
    const at = Math.floor((where / 1000) * target.length);
    target = target.slice(0, at) + put + target.slice(at + length);
  }
  return ofTarget(target, rest);
});

const assembled = fc.array(piece, { maxLength: 12 }).map((pieces) => ofTarget(`/pacs/${pieces.join("")}`, GET));
const GET = { method: "GET", headers: {} };

function ofTarget(target: string, rest: Pick<ClientRequest, "method" | "headers">): ClientRequest {
  const at = target.indexOf("?");
  return at === -1 ? { ...rest, path: target } : { ...rest, path: target.slice(0, at), query: target.slice(at + 1) };
}

const headers = fc.record(
  {
    accept: fc.constantFrom(...Object.keys(ACCEPTS)),
    contentLength: fc.constantFrom("0", "0", "5", "00"),
    transferEncoding: fc.constantFrom(undefined, undefined, undefined, "chunked"),
    contentEncoding: fc.constantFrom("gzip"),
    contentType: fc.constantFrom("application/json", 'multipart/related; type="application/dicom"; boundary="b"'),
  },
  { requiredKeys: [] },
);
const dressed = fc
  .tuple(transaction, kinds("GET", "GET", "GET", "POST", "HEAD", "DELETE", "get"), headers)
  .map(([t, method, given]) => ({ ...print(t), method, headers: given }));

/** Requests of every kind: damaged, put together out of fragments, or with other methods and headers. */
export const request: fc.Arbitrary<ClientRequest> = fc.oneof(
  { weight: 5, arbitrary: damaged },
  { weight: 3, arbitrary: assembled },
  { weight: 2, arbitrary: dressed },
);
