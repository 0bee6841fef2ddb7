import { describe, expect, test } from "vitest";
import { runBehindFilter } from "../../support/lua53";

/** An archive with one series; `asked` says how often something was asked of it, `disk` what room it has. */
const ORTHANC = `
  local now = 1000
  os.time = function() return now end
  function at(seconds) now = 1000 + seconds end
  local say = print
  print = function(text) say("LOG " .. text) end
  held = { ["1.2"] = { { Type = "Study", ID = "st" } }, ["1.2.3"] = { { Type = "Series", ID = "se" } },
    ["1.2.3.4"] = { { Type = "Instance", ID = "in" } } }
  answers = { ["/studies/st"] = { PatientMainDicomTags = { PatientID = "P" }, Series = { "se" } },
    ["/series/se"] = { ParentStudy = "st" }, ["/instances/in"] = { ParentSeries = "se" } }
  asked = 0
  function RestApiPost(uri, body) asked = asked + 1 return held and (held[body] or {}) end
  function RestApiGet(uri, isBuiltIn)
    if not isBuiltIn then return uri == "/collimator/disk" and disk or nil end
    asked = asked + 1
    return answers[uri]
  end
  function RestApiDelete() end
  function ParseJson(text) return text end
  function GetOrthancConfiguration() return { ArchiveMinFree = 1000 } end
  function tags(patient, study, series, instance)
    return { PatientID = patient, StudyInstanceUID = study, SeriesInstanceUID = series, SOPInstanceUID = instance }
  end
  AET, IP = "SCANNER", "10.0.0.7"
  function send(...) say(string.format("%x", ReceivedCStoreInstanceFilter(tags(...), { RequestOrigin = "DicomProtocol", RemoteAet = AET, RemoteIp = IP }, {}))) end
  function post(...) say(tostring(ReceivedInstanceFilter(tags(...), { RequestOrigin = "RestApi", RemoteIp = IP }, {}))) end
  function try(action, ...) say(tostring((pcall(action, ...)))) end
`;
const run = (program: string): string[] => runBehindFilter(`${ORTHANC}${program}`);
const answers = (program: string): string[] => run(program).filter((line) => !line.startsWith("LOG"));

test.each([
  ["another patient's study", '"Q", "1.2", "1.9", "1.9.9"'],
  ["another study's series", '"P", "1.8", "1.2.3", "1.9.9"'],
  ["another series' instance", '"P", "1.2", "1.9", "1.2.3.4"'],
  ["no patient", 'nil, "1.2", "1.9", "1.9.9"'],
])("an object that names %s is refused", (_, object) => {
  expect(answers(`send(${object}) post(${object})`)).toEqual(["a900", "false"]);
});

test.each([
  ["the same", '"P", "1.2", "1.2.3", "1.2.3.4"'],
  ["another instance", '"P", "1.2", "1.2.3", "1.9.9"'],
  ["another series", '"P", "1.2", "1.9", "1.9.9"'],
  ["another study", '"Q", "1.8", "1.9", "1.9.9"'],
])("%s is accepted", (_, object) => {
  expect(answers(`send(${object}) post(${object})`)).toEqual(["0", "true"]);
});

describe("two objects at the same moment, neither in the index yet", () => {
  test.each([
    ["a study of two patients", '"Q", "2.2", "2.9", "2.9.9"'],
    ["a series of two studies", '"P", "2.8", "2.2.3", "2.9.9"'],
    ["an instance of two series", '"P", "2.2", "2.9", "2.2.3.4"'],
  ])("%s: the second of two at the same moment is refused, whichever way it came", (_, second) => {
    const first = '"P", "2.2", "2.2.3", "2.2.3.4"';
    expect(answers(`send(${first}) send(${second}) post(${second}) send(${first})`)).toEqual([
      "0",
      "a900",
      "false",
      "0",
    ]);
    expect(answers(`post(${first}) send(${second}) at(59) post(${second})`)).toEqual(["true", "a900", "false"]);
  });

  test("an object in progress is forgotten after a while and with a deletion", () => {
    const [first, second] = ['"P", "2.2", "2.2.3", "2.2.3.4"', '"Q", "2.2", "2.9", "2.9.9"'];
    expect(answers(`send(${first}) at(61) send(${second})`)).toEqual(["0", "0"]);
    const deletion =
      'IncomingHttpRequestFilter("DELETE", "/instances/b9c08539-26f93bde-c81ab0d7-bffaf2cb-a4d0bdd0", "", "gateway-admin", {})';
    expect(answers(`send(${first}) ${deletion} send(${second})`)).toEqual(["0", "0"]);
  });
});

test("in a known series only the instance is looked up, until something is deleted", () => {
  const count = 'asked = 0 send("P", "1.2", "1.2.3", "1.9.9") print(asked)';
  const program = `${count} ${count} IncomingHttpRequestFilter("DELETE",
    "/instances/b9c08539-26f93bde-c81ab0d7-bffaf2cb-a4d0bdd0", "", "gateway-admin", {}) ${count}`;
  expect(run(program).filter((line) => line.startsWith("LOG"))).toEqual(["LOG 4", "LOG 1", "LOG 4"]);
});

test("an object of a known series is refused for another patient", () => {
  const own = 'send("P", "1.2", "1.2.3", "1.9.9")';
  expect(answers(`${own} ${own} send("Q", "1.2", "1.2.3", "1.9.9")`)).toEqual(["0", "0", "a900"]);
});

test("if the archive has a UID twice, both may grow and a third may not join", () => {
  const twice =
    'held["1.2"][2] = { Type = "Study", ID = "s2" } answers["/studies/s2"] = { PatientMainDicomTags = {}, Series = {} }';
  const object = '"1.2", "1.9", "1.9.9"';
  expect(answers(`${twice} send("P", ${object}) send(nil, ${object}) send("Q", ${object})`)).toEqual([
    "0",
    "0",
    "a900",
  ]);
});

test.each([
  ["an archive that does not answer", "held = nil"],
  ["a malformed answer", 'held["1.2"] = 7'],
])("an error refuses the object, so that Orthanc reports a failure: %s", (_, broken) => {
  const object = '"P", "1.2", "1.2.3", "1.2.3.4"';
  expect(answers(`${broken} try(send, ${object}) try(post, ${object})`)).toEqual(["false", "false"]);
});

test.each(['{ "P" }, "1.2", "1.2.3", "1.2.3.4"', '"P", "1.2", { "1.2.3" }, "1.2.3.4"'])(
  "an object is refused if an identifier is not text: %s",
  (object) => {
    expect(answers(`send(${object}) try(post, ${object})`)).toEqual(["c000", "false"]);
  },
);

test("a refused object that Orthanc's own STOW-RS would report as stored is an error", () => {
  const plugin = 'ReceivedInstanceFilter, tags("Q", "1.2", "1.9", "1.9.9"), { RequestOrigin = "Plugins" }, {}';
  expect(answers(`try(${plugin})`)).toEqual(["false"]);
});

describe("too little free disk space", () => {
  const object = '"P", "1.2", "1.2.3", "1.9.9"';

  test("without free space, a C-STORE sender gets that status, and everybody else an error as for a full disk", () => {
    const full = `disk = { Free = 999 } send(${object}) try(post, ${object})`;
    expect(answers(full)).toEqual(["a700", "false"]);
  });

  test("without free space, an object that names another patient's study still gets that refusal", () => {
    const other = '"Q", "1.2", "1.9", "1.9.9"';
    expect(answers(`disk = { Free = 0 } send(${other}) post(${other})`)).toEqual(["a900", "false"]);
  });

  test("objects are accepted again as soon as there is free space", () => {
    const again = `disk = { Free = 0 } send(${object}) disk = { Free = 1000 } send(${object})`;
    expect(answers(again)).toEqual(["a700", "0"]);
  });

  test("with plenty of free space, the disk is checked once a second", () => {
    const program = `disk = { Free = 5000 } send(${object}) disk = { Free = 0 } send(${object}) at(1) send(${object})`;
    expect(answers(program)).toEqual(["0", "0", "a700"]);
  });

  test("a lack of free space is logged once a minute", () => {
    const program = `disk = { Free = 0 } for second = 1, 61 do at(second) send(${object}) end`;
    expect(run(program).filter((line) => line.startsWith("LOG objects"))).toEqual(
      Array(2).fill("LOG objects are refused: less of the archive's disk is free than ARCHIVE_MIN_FREE"),
    );
  });

  test.each(["nil", "{}", '{ Free = "much" }'])("an answer without the free space (%s) refuses nothing", (disk) => {
    expect(answers(`disk = ${disk} send(${object}) post(${object})`)).toEqual(["0", "true"]);
  });
});
