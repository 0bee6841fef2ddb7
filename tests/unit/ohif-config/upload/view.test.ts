import { expect, test } from "vitest";
import { asksBeforeLeaving, newState } from "../../../../ohif-config/upload/state";
import { bytesSoFar, fileOnItsWay } from "../../../../ohif-config/upload/view";
import { candidate } from "./chosen";

test("progress is that of the whole, and of the file that is on its way", () => {
  const parts = ["a", "b"].map((name) => ({ file: candidate(name, Buffer.from(name), 100), content: undefined }));
  expect(fileOnItsWay({ parts, sent: 30 })).toEqual({ name: "a", sent: 30, size: 100 });
  expect(fileOnItsWay({ parts, sent: 130 })).toEqual({ name: "b", sent: 30, size: 100 });
  expect(fileOnItsWay({ parts, sent: 999 })).toEqual({ name: "b", sent: 100, size: 100 });
  const state = { ...newState(), settled: { files: 1, bytes: 50 }, underWay: new Set([{ parts, sent: 999 }]) };
  expect(bytesSoFar(state)).toBe(250);
});

test("a page is left without a question only if nothing is under way or left to be sent", () => {
  const busy = (["looking", "sending", "waiting", "session"] as const).map((phase) => ({ ...newState(), phase }));
  const idle = (["idle", "stopped", "cancelled", "done"] as const).map((phase) => ({ ...newState(), phase }));
  expect([busy.every(asksBeforeLeaving), idle.some(asksBeforeLeaving)]).toEqual([true, false]);
  const left = { ...newState(), total: { files: 2, bytes: 2 }, settled: { files: 1, bytes: 1 } };
  expect(asksBeforeLeaving({ ...left, phase: "stopped" })).toBe(true);
});
