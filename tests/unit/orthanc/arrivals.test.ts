import { expect, test } from "vitest";
import { runBehindFilter } from "../../support/lua53";

/**
 * The file that outlives Orthanc's process, in memory; `restart` loads the bundle again, as the next process does. The
 * second one has stored what is named in `held`.
 */
const ORTHANC = `
  local now, bytes, say = 1784000000, nil, print
  os.time = function() return now end
  function at(seconds) now = 1784000000 + seconds end
  print = function(text) say(text) end
  local file = { seek = function(self, _, to) self.at = to end, close = function() end, setvbuf = function() end,
    write = function(self, text)
      bytes = bytes .. string.rep("\\0", self.at - #bytes)
      bytes = bytes:sub(1, self.at) .. text .. bytes:sub(self.at + #text + 1)
      self.at = self.at + #text
    end,
    read = function(self, count)
      local piece = bytes:sub(self.at + 1, self.at + count)
      self.at = self.at + count
      return piece ~= "" and piece or nil
    end }
  io.open = function(path, mode)
    if path ~= "/archive/received-by-c-store" or (bytes == nil and mode ~= "w") then return nil end
    if mode == "w" then bytes = "" end
    return setmetatable({ at = 0 }, { __index = file })
  end
  held = {}
  function RestApiPost(uri, body) return held[body] or {} end
  function RestApiGet() return nil end
  function ParseJson(text) return text end
  function GetOrthancConfiguration() return {} end
  function restart() dofile("/filter.lua") end
  AET = "SCANNER"
  function send(uid) ReceivedCStoreInstanceFilter({ PatientID = "P", StudyInstanceUID = "1.2", SeriesInstanceUID = "1.3",
    SOPInstanceUID = uid }, { RequestOrigin = "DicomProtocol", RemoteAet = AET, RemoteIp = "10.0.0.7" }, {}) end
  say("begin") restart()
`;
const run = (program: string): string[] => runBehindFilter(`${ORTHANC}${program}`).slice(1);

test("the object being stored when Orthanc's process ended is named by the next process, with its sender", () => {
  const [end, stored, ...more] = run('OnHeartBeat() at(3) send("1.4.1") restart() at(20) OnHeartBeat() OnHeartBeat()');
  expect(end).toBe(
    "the archive's process before this one ended by itself, or was killed, after 2026-07-14 03:33:23 UTC",
  );
  expect(stored).toBe(
    'it was storing SOP instance 1.4.1 of study 1.2, by C-STORE, AE title "SCANNER", from 10.0.0.7, at 2026-07-14 03:33:23 UTC',
  );
  expect(more).toEqual([]);
});

test("an object that was stored, or arrived long before the end, is not named", () => {
  const program = `OnHeartBeat() send("1.4.1") send("1.4.2") at(100) OnHeartBeat() send("1.4.3")
    restart() held["1.4.3"] = { { Type = "Instance", ID = "x" } } OnHeartBeat()`;
  expect(run(program).filter((line) => line.includes("storing"))).toEqual([]);
});

test("a process stopped on purpose leaves nothing to report", () => {
  expect(run('OnHeartBeat() send("1.4.1") Finalize() restart() OnHeartBeat()')).toEqual([]);
});

test("objects that arrived before the process began are not named again", () => {
  const program = `OnHeartBeat() send("1.4.1") restart() at(20) restart() OnHeartBeat() at(30) restart() OnHeartBeat()`;
  expect(run(program).filter((line) => line.includes("storing"))).toHaveLength(1);
});

test.each([
  ["", "Initialize()", 1],
  [", also if something came before it had started", 'send("1.4.1")', 2],
])("a process that ends before its first heartbeat is reported%s", (_, action, lines) => {
  expect(run(`Finalize() restart() ${action} restart() OnHeartBeat()`)).toHaveLength(lines);
});

test("a sender's name cannot add lines to the log", () => {
  const [, stored] = run(`AET = "A\\"\\n1784000000 x" send("1.4.1") restart() OnHeartBeat()`);
  expect(stored).toContain('AE title "A??1784000000 x"');
});

test("the last 16 arrivals are kept, however many there are", () => {
  const lines = run('OnHeartBeat() for i = 1, 100 do send("1.4." .. i) end restart() OnHeartBeat()');
  const named = lines.flatMap((line) => /SOP instance 1\.4\.(\d+)/.exec(line)?.[1] ?? []).map(Number);
  expect(named.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 16 }, (_, at) => 85 + at));
});

test("an instance is stored even if its arrival can't be recorded", () => {
  const program = `local open = io.open
    io.open = function(path) if path:find("received") then error("no disk") end return open(path) end
    print(ReceivedCStoreInstanceFilter({ PatientID = "P", StudyInstanceUID = "1.2", SeriesInstanceUID = "1.3",
    SOPInstanceUID = "1.4" }, { RequestOrigin = "DicomProtocol" }, {}))`;
  expect(runBehindFilter(`${ORTHANC}${program}`).at(-1)).toMatch(/^0/);
});

test("an error at a heartbeat, which would end Orthanc, is only logged", () => {
  expect(run('io.open = function() error("no disk") end OnHeartBeat()')).toEqual([
    expect.stringContaining("a defect in a hook: "),
    expect.stringContaining("a defect in a hook: "),
  ]);
});
