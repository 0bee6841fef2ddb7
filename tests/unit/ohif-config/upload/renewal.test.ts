import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hasLost, type SessionState } from "../../../../ohif-config/session/ask-session";
import type { Layer } from "../../../../ohif-config/session/layer";
import { createRenewal } from "../../../../ohif-config/session/renewal";

const ANNA = owner("anna");
const BEN = owner("ben");

function owner(user: string): SessionState {
  return { user, passwordChangeDue: false, people: false, permissions: {} };
}

let reloads = 0;
beforeEach(() => {
  reloads = 0;
  vi.useFakeTimers();
  vi.stubGlobal("location", { reload: () => (reloads += 1) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page of anna's, and what is told to the person; `states`: what the gateway says, the last one for ever. */
function pageOf(...states: SessionState[]): {
  renewal: ReturnType<typeof createRenewal>;
  told: string[];
  logIn: () => void;
} {
  const told: string[] = [];
  let logIn = (): void => undefined;
  const layer: Layer = {
    askLogin: (user) => told.push(`login ${user}`),
    tellPasswordDue: () => told.push("password"),
    tellOtherAccount: () => told.push("other account"),
    onLogin: (listener) => (logIn = listener),
    close: () => told.push("closed"),
  };
  const network = (): Promise<Response> => {
    const state = states.length > 1 ? states.shift() : states[0];
    if (state === "unknown") return Promise.reject(new TypeError("no line"));
    return Promise.resolve(state === "ended" ? new Response(null, { status: 401 }) : Response.json(state));
  };
  const renewal = createRenewal(network, layer, () => undefined, "anna");
  return { renewal, told, logIn: () => logIn() };
}

test("a page that says whose it is knows its person again, whatever its first look has met", async () => {
  const { renewal, told, logIn } = pageOf("unknown", "ended", ANNA);
  await renewal.check();
  const renewed = renewal.renew();
  await vi.advanceTimersByTimeAsync(0);
  logIn();
  await renewed;
  expect([told, reloads]).toEqual([["login anna", "closed"], 0]);
});

test("a page whose account is not logged in says that another is, and goes on once its own is back", async () => {
  const { renewal, told } = pageOf(BEN, BEN, ANNA);
  const checked = renewal.check();
  await vi.advanceTimersByTimeAsync(10_000);
  await checked;
  expect([told, reloads]).toEqual([["other account", "closed"], 0]);
});

test("somebody who logs in under another name and stays on the page is not asked to leave it again", async () => {
  const { renewal, told, logIn } = pageOf("ended", BEN);
  void renewal.renew();
  await vi.advanceTimersByTimeAsync(0);
  logIn();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reloads).toBe(1);
  expect(told.slice(0, 2)).toEqual(["login anna", "other account"]);
});

test.each<[SessionState, boolean]>([
  ["ended", true],
  [BEN, true],
  [ANNA, false],
  ["unknown", false],
])("whether a person's session is lost is told by the gateway's answer alone (%#)", (state, lost) => {
  expect(hasLost("anna", state)).toBe(lost);
});
