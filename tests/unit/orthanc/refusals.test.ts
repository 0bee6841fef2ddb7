import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runBehindFilter } from "../../support/lua53";

/** The object that the plugin puts in place of a refused one. */
const REFUSED = /#define REFUSED "(.*)"/.exec(readFileSync("scripts/docker/orthanc-received.c", "utf8"))?.[1] ?? "";

/** An archive with one study, of patient P; `disk` is what room it has. */
const ORTHANC = `
  local now = 1000
  os.time = function() return now end
  function at(seconds) now = 1000 + seconds end
  held = { ["1.2"] = { { Type = "Study", ID = "ab-1" } } }
  answers = { ["/studies/ab-1"] = { PatientMainDicomTags = { PatientID = "P" }, Series = {} } }
  function RestApiPost(uri, body) return held and (held[body] or {}) end
  function RestApiGet(uri, isBuiltIn)
    if not isBuiltIn then return uri == "/collimator/disk" and disk or nil end
    return answers[uri]
  end
  function RestApiDelete() end
  function ParseJson(text) return text end
  function GetOrthancConfiguration() return { ArchiveMinFree = 1000 } end
  AET, IP = "SCANNER", "10.0.0.7"
  function send(patient, study, series, instance)
    local tags = { PatientID = patient, StudyInstanceUID = study, SeriesInstanceUID = series, SOPInstanceUID = instance,
      PatientName = "SECRET^NAME" }
    return (pcall(ReceivedCStoreInstanceFilter, tags, { RequestOrigin = "DicomProtocol", RemoteAet = AET, RemoteIp = IP }, {}))
  end
  function taken() send("SECRET", "1.2", "1.9", "1.9.9") end
  function fault(name) send(name, "1.2.3.4", "${REFUSED}", "${REFUSED}") end
  function counts() local file = io.open("/tmp/refused-by-c-store") print((file and file:read("a") or "none\\n") .. "end") end
`;
const run = (program: string): string[] => runBehindFilter(`${ORTHANC}${program}`);
const by = 'refused an object by C-STORE, AE title "SCANNER", from 10.0.0.7:';
const TAKEN = `${by} uid-collision, its study belongs to another patient here (study ab-1)`;

describe("the log of objects refused by C-STORE", () => {
  test.each([
    "too-many-elements",
    "too-much-text",
    "malformed",
    "bad-deflate",
    "inflates-too-far",
    "different-content",
  ])("the line of a refused object names the reason %s, the sender and the object", (reason) => {
    expect(run(`fault("${reason}")`)).toEqual([`${by} ${reason}, SOP instance 1.2.3.4`]);
  });

  test.each([
    [
      "a UID that is another patient's",
      "taken()",
      "uid-collision, its study belongs to another patient here (study ab-1)",
    ],
    [
      "a full disk",
      'disk = { Free = 1 } send("P", "1.2", "1.9", "1.9.9")',
      "archive-full, less of the disk is free than ARCHIVE_MIN_FREE",
    ],
    [
      "no answer to a look-up",
      'held = nil send("P", "1.2", "1.9", "1.9.9")',
      "archive-failed, its UIDs could not be looked up",
    ],
    ["a Patient ID that is no text", 'send({}, "1.2", "1.9", "1.9.9")', "bad-patient-id, it is no text"],
    ["a UID that is no text", 'send("P", "1.2", {}, "1.9.9")', "bad-uid, SeriesInstanceUID is no text"],
  ])("the line of an object refused for %s names the reason and the sender", (_, program, line) => {
    expect(run(program).filter((one) => one.startsWith("refused"))).toEqual([`${by} ${line}`]);
  });

  test("nothing of an object is repeated if its sender has given it the UID of refused ones", () => {
    expect(run('fault("SECRET")')).toEqual([`${by} bad-uid, its SOP Instance UID stands for refused objects`]);
  });

  test("no line contains the patient, or an AE title that could be taken for something else", () => {
    const said = run('AET = "EVIL\\nLua\\", from 1.2.3.4" taken() fault("malformed")').join("\n");
    expect(said).not.toContain("SECRET");
    expect(said).toContain('AE title "EVIL?Lua?, from 1.2.3.4", from 10.0.0.7: uid-collision');
  });

  test("each reason gets ten lines in a minute, and then one with the number of the others", () => {
    const many = "for count = 1, 1000 do taken() end";
    const lines = run(
      `${many} fault("malformed") at(5) OnHeartBeat() at(60) taken() OnHeartBeat() at(65) OnHeartBeat()`,
    );
    expect(lines.slice(0, 11)).toEqual([
      ...Array.from({ length: 10 }, () => TAKEN),
      `${by} malformed, SOP instance 1.2.3.4`,
    ]);
    expect(lines.slice(11)).toEqual([
      "refused 990 more objects by C-STORE: uid-collision (1000 since the start)",
      TAKEN,
    ]);
  });

  test("the number of refusals without a line is written once a minute at most", () => {
    const many = "for count = 1, 20 do taken() end OnHeartBeat()";
    const told = run(`${many} at(30) ${many} at(60) ${many}`).filter((line) => line.includes("more"));
    expect(told).toEqual([
      "refused 10 more objects by C-STORE: uid-collision (20 since the start)",
      "refused 30 more objects by C-STORE: uid-collision (60 since the start)",
    ]);
  });
});

describe("the counts of objects refused by C-STORE", () => {
  test("refusals are counted by reason, those without a line in the log too", () => {
    const program = 'for count = 1, 12 do taken() end fault("too-much-text") counts()';
    const counted = run(program).filter((line) => !line.startsWith("refused"));
    expect(counted.slice(0, -1).toSorted()).toEqual(["too-much-text 1 0", "uid-collision 12 2"]);
  });

  test("what was stored, and what was refused by HTTP, is not counted as refused by C-STORE", () => {
    const post = `ReceivedInstanceFilter({ PatientID = "Q", StudyInstanceUID = "1.2", SeriesInstanceUID = "1.9",
      SOPInstanceUID = "1.9.9" }, { RequestOrigin = "RestApi", RemoteIp = IP }, {})`;
    const lines = run(`send("P", "1.8", "1.9", "1.9.9") ${post} counts()`);
    expect(lines).toEqual([
      "refused an object by RestApi from 10.0.0.7: uid-collision, its study belongs to another patient here (study ab-1)",
      "none",
      "end",
    ]);
  });
});

test("reasons of C-STORE are reasons of the gateway's answers to uploads", () => {
  const [, list = ""] = /export type Reason =([^;]*);/.exec(readFileSync("lua-src/orthanc/refusals.ts", "utf8")) ?? [];
  const reasons = [...list.matchAll(/"(.*)"/g)].map(([, reason]) => `| \`${String(reason)}\` `);
  expect(reasons.length).toBeGreaterThan(5);
  const table = readFileSync("docs/dicomweb.md", "utf8");
  expect(reasons.filter((row) => !table.includes(row))).toEqual([]);
});
