import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { instancesOf } from "../support/frame-answers";
import { storeFiles } from "../support/multipart";
import { ask } from "../support/session";

const UNKNOWN = /^auth;dur=\d+, cache;desc=MISS, upstream;dur=(0|[1-9]\d*)$/;
const PAST = /^auth;dur=\d+, cache;desc=OFF, upstream;dur=(0|[1-9]\d*)$/;

test("Server-Timing says how long the parts of an answer took and where it came from", async () => {
  const series = phantomSeries({ name: randomUUID(), slices: 1, rows: 64, columns: 64 });
  await storeFiles([...series.files()]);
  const [instance] = await instancesOf(series.studyUid);
  const timing = async (path: string): Promise<string> => {
    const answer = await ask(path);
    await answer.arrayBuffer();
    expect(answer.headers.get("timing-allow-origin")).toBeNull();
    return answer.headers.get("server-timing") ?? "";
  };
  const frame = `/pacs${instance?.path}/frames/1`;
  expect(await timing(frame)).toMatch(UNKNOWN);
  // From the cache, where each microsecond counts.
  expect(await timing(frame)).toBe("");
  expect(await timing(`/pacs/studies/${series.studyUid}`)).toMatch(PAST);
});
