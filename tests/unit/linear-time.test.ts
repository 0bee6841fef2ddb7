import { expect, test } from "vitest";
import { type LuaCall, luaResult } from "../support/lua-calls";
import { joined, repeated, timeLua } from "../support/lua-time";

/** What a hostile text is a long run of. */
const FILLERS = [
  ...[" ", "\t", "\n", "\r\n", "a", "1", "-", ",", ".", "%", ";", "=", "&", ":", "/", "\\", "@", "*", "+", "?"],
  ...[
    '"',
    "'",
    "[",
    "]",
    "{",
    "}",
    "(",
    "<",
    ">",
    "[]",
    "{}",
    '\\"',
    '"",',
    "[[",
    "%20",
    "%%",
    "--",
    "; ",
    '="',
    "a=b;",
  ],
  ...["{{", "}}", "1.", "a,", "\u0001", "ä", "-----BEGIN CERTIFICATE-----", '{"a":'],
] as const;

/** Texts around a run, in most of which what is looked for does not come to an end. */
const AROUND = [
  ["", ""],
  ["x", "x"],
  ['["', '"]'],
  ['[{"a":', "}]"],
] as const;

type Make = (text: unknown) => unknown[];
type Parser = readonly [module: string, fn: string, make: Make];
type Case = { readonly filler: string; readonly around: readonly [string, string] };

const JSON_TYPE = "application/dicom+json";
const URI = "requestType=WADO&studyUID=1.2&seriesUID=1.3&objectUID=1.4&windowWidth=8";
const XML_TYPE = 'multipart/related; type="application/dicom+xml"; boundary=b-1';
const parts = (contentType: string, ...around: readonly [string, string]): Make => {
  return (text) => [[{ contentType, body: joined(around[0], text, around[1]) }]];
};
const alone: Make = (text) => [text];
const decoded = (text: unknown): unknown => luaResult({ module: "shared.json", fn: "decodeObject", args: [text] });

/** Everything that reads a text from outside: what a client sends, Orthanc or an identity provider answers, an admin writes. */
const PARSERS: readonly Parser[] = [
  ["gateway.searches.parts", "joinParts", parts(JSON_TYPE, "[", "]")],
  ["gateway.searches.parts", "joinParts", parts(JSON_TYPE, "[1", "")],
  ["gateway.searches.parts", "joinParts", parts(XML_TYPE, "--b-1\r\n", "--b-1--")],
  ["gateway.searches.parts", "joinParts", parts(XML_TYPE, "--b-1\r\n", "x")],
  ["gateway.searches.parts", "joinParts", (text) => [[{ contentType: joined(XML_TYPE, text, "!"), body: "[]" }]]],
  ["gateway.searches.wanted", "readWanted", (text) => [joined("/dicom-web/studies?limit=1&00100010=", text)]],
  ["gateway.following.changes", "readPage", alone],
  ["gateway.following.changes", "readPage", (text) => [joined('{"Changes":[{"ID":"', text, '"}],"Last":1}')]],
  ["gateway.frames.identifier", "patientOf", (text) => [text, "1.2"]],
  ["gateway.outbound.read-head", "parseHead", (text) => [joined("HTTP/1.1 200 OK\r\nA: ", text, "x\r\nB:", text)]],
  ["gateway.outbound.url", "readUrl", (text) => [joined("https://", text)]],
  ["gateway.outbound.url", "readUrl", (text) => [joined("https://a/", text)]],
  ["gateway.outbound.connect", "goesDirect", (text) => ["10.1.2.3", [text]]],
  ["gateway.http.query", "parseQuery", alone],
  ["gateway.http.query", "parseQuery", (text) => [joined("a=", text, "!")]],
  ["gateway.dicomweb.uri-service", "parseUriService", (text) => ["GET", joined(`${URI}&contentType=`, text), {}]],
  ["gateway.dicomweb.uri-service", "parseUriService", (text) => ["GET", joined(`${URI}&windowCenter=`, text), {}]],
  ["gateway.dicomweb.uri-service", "parseUriService", (text) => ["GET", URI, { accept: text }]],
  ["gateway.http.form", "decodeForm", alone],
  ["gateway.http.form", "decodeForm", (text) => [joined("a=", text)]],
  ["gateway.http.request", "parseTarget", (text) => ["GET", joined("/", text)]],
  ["gateway.http.authorization", "readAuthorization", (text) => [joined("Basic ", text)]],
  ["gateway.http.return-target", "safeReturnTarget", (text) => [joined("/", text)]],
  ["gateway.dicomweb.media-range", "parseMediaRanges", alone],
  ["gateway.dicomweb.media-range", "parseMediaRanges", (text) => [joined("multipart/related; type=", text, "!")]],
  ["gateway.dicomweb.accept", "chooseDataset", (text) => [joined("a/b;q=", text)]],
  [
    "gateway.dicomweb.frame-representations",
    "frameAnswers",
    (text) => [joined("multipart/related; transfer-syntax=", text)],
  ],
  [
    "gateway.dicomweb.frame-representations",
    "isAmong",
    (text) => [joined('multipart/related; type="', text), ["image/*"]],
  ],
  [
    "gateway.dicomweb.negotiation",
    "negotiate",
    (text) => [[{ key: "charset", value: joined("utf-8", text, "!") }], ""],
  ],
  ["gateway.dicomweb.negotiation", "negotiate", (text) => [[{ key: "accept", value: text }], ""]],
  ["gateway.dicomweb.content-type", "parseStoreContentType", (text) => [joined("multipart/related", text, "!")]],
  ["gateway.dicomweb.uid", "parseUidList", alone],
  ["gateway.dicomweb.frames", "parseFrameList", alone],
  ["gateway.dicomweb.attributes", "outermostOf", (text) => [joined("00400275.", text)]],
  ["gateway.dicomweb.attributes", "attributeId", alone],
  ["gateway.dicomweb.attributes", "requestKeyOf", (text) => [joined("00400275.", text)]],
  ["gateway.dicomweb.path", "withoutSlashes", (text) => [joined("/pacs/", text)]],
  ["gateway.frames.single-part", "typeOfPart", (text) => [joined('multipart/related; type="', text)]],
  ["gateway.frames.single-part", "unwrap", (text) => [{ head: "" }, joined("\r\nContent-Length: ", text), false]],
  ["gateway.dicomweb.rendering-values", "parseViewport", (text) => [joined("1,1,", text)]],
  ["gateway.dicomweb.rendering-values", "isWindow", alone],
  ["gateway.dicomweb.rendering-values", "isAnnotation", alone],
  ["gateway.dicomweb.byte-range", "parseByteRange", (text) => [{ range: joined("bytes=", text) }]],
  ["gateway.dicomweb.parse", "parseDicomweb", (text) => ["GET", joined("/pacs/studies/", text), undefined, {}]],
  ["gateway.dicomweb.parse", "parseDicomweb", (text) => ["GET", "/pacs/studies", joined("PatientName=", text), {}]],
  ["gateway.admin.parse", "parseAdmin", (text) => ["GET", joined("/pacs-admin/", text), undefined, {}]],
  ["gateway.admin.documents.rewrite", "rewriteBody", (text) => ["/tools/find", text]],
  [
    "gateway.admin.documents.rewrite",
    "rewriteBody",
    (text) => ["/tools/find", joined('{"Query":{"PatientID":"', text)],
  ],
  ["gateway.viewer.parse", "parseViewer", (text) => ["GET", joined("/viewer/", text)]],
  ["gateway.prefetch.page", "studiesOfPage", (text) => [joined("StudyInstanceUIDs=", text)]],
  ["gateway.oidc.person-names", "userNameOf", (text) => [["preferred"], [{ email: text, sub: text }]]],
  ["gateway.oidc.person-names", "displayNameOf", (text) => [[{ name: text }]]],
  ["gateway.oidc.token-endpoint", "readTokenResponse", (text) => [200, { "content-type": text }, text]],
  ["gateway.oidc.metadata", "readMetadata", (text) => [text, "https://a"]],
  ["gateway.oidc.endpoint", "isEndpoint", (text) => [joined("https://", text)]],
  ["gateway.jwt.compact", "parseCompact", alone],
  ["gateway.jwt.strict-json", "decodeStrictObject", alone],
  ["gateway.jwt.strict-json", "decodeStrictObject", (text) => [joined('{"a":"', text, '"}')]],
  ["gateway.jwt.strict-json", "decodeStrictObject", (text) => [joined('{"a":', text, "}")]],
  ["gateway.base64url", "decodeBase64url", alone],
  ["gateway.jwt.jwk-set", "importJwkSet", alone],
  ["gateway.sign-in.login-origin", "browserSummary", alone],
  ["gateway.accounts.password", "passwordProblem", (text) => [text, "anna", ""]],
  ["gateway.accounts.token-record", "tokenIdOf", (text) => [joined("clt_", text)]],
  [
    "gateway.reports.violation",
    "readViolations",
    (text) => [decoded(joined('{"csp-report":{"blocked-uri":"', text, '"}}'))],
  ],
  ["gateway.accounts.checks", "isPlainText", (text) => [text, 100]],
  ["gateway.accounts.checks", "joinRoles", (text) => [[text]]],
  ["gateway.templates.template", "escapeHtml", alone],
  ["shared.json", "decodeObject", alone],
  ["shared.json", "decodeList", alone],
  ["shared.text", "trim", alone],
  ["shared.text", "pieces", (text) => [text, ","]],
  ["shared.utf8", "isUtf8", alone],
  ["shared.address", "parseRange", alone],
  ["shared.address", "isInRanges", (text) => ["10.1.2.3", text]],
  ["shared.policy-file.check", "checkPolicy", alone],
  ["shared.policy-file.check", "checkPolicy", (text) => [joined('{"roles":{"a":{"description":"', text, '"}}}')]],
  ["shared.tls.pair", "inspectPair", (text) => [{ certificate: text, key: "" }, "a", 0]],
];

/** Bytes; the square of the large one takes a second. */
const [SMALL, LARGE] = [4000, 40_000];
/** What is quicker than this is not in question: the clock says no more. */
const QUICK_MS = 2;
const MOST_GROWTH = 20;
/** Others' work on this machine can make a text look slow, but not three times. */
const ATTEMPTS = 3;
/** So long may a worker see to nothing else. */
const LONGEST_SLICE_MS = 10;

const CASES: readonly Case[] = FILLERS.flatMap((filler) => AROUND.map((around) => ({ filler, around })));

function call([module, fn, make]: Parser, { filler, around: [before, after] }: Case, bytes: number): LuaCall {
  const text = joined(before, repeated(filler, Math.ceil(bytes / filler.length)), after);
  return { module, fn, args: make(text) };
}

/** Those of the cases that take longer than in proportion, or keep all others waiting. */
async function slowOf(parser: Parser, cases: readonly Case[]): Promise<Case[]> {
  const [small, large] = [
    await timeLua(
      cases.map((one) => call(parser, one, SMALL)),
      10,
    ),
    await timeLua(
      cases.map((one) => call(parser, one, LARGE)),
      10,
    ),
  ];
  return cases.filter((_, index) => {
    const [before, after] = [small[index]?.ms ?? 0, large[index]?.ms ?? 0];
    return after > Math.max(QUICK_MS, MOST_GROWTH * before) || (large[index]?.slice ?? 0) > LONGEST_SLICE_MS;
  });
}

test.each(PARSERS.map((parser, index) => [`${parser[0]}.${parser[1]} (${index})`, parser] as const))(
  "%s takes linear time, whatever the text repeats",
  async (_, parser) => {
    const quickly = await timeLua(
      CASES.map((one) => call(parser, one, LARGE)),
      2,
    );
    let slow = CASES.filter((__, index) => (quickly[index]?.ms ?? 0) > QUICK_MS);
    for (let attempt = 0; attempt < ATTEMPTS && slow.length > 0; attempt += 1) slow = await slowOf(parser, slow);
    expect(slow).toEqual([]);
  },
);
