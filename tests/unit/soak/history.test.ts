import { describe, expect, test } from "vitest";
import type { Disturbance } from "../../soak/disturbance";
import { type History, possible, startHistory, type Way } from "../../soak/history";

/** A history of nothing, then "new", by a change from 10 to 11 seconds or without an answer. */
function historyOf(way: Way, answered: number | undefined = 11_000): History<string | undefined> {
  const history = startHistory<string | undefined>(undefined);
  history.push({ value: "new", way, begun: 10_000, answered });
  return history;
}

const during = (begun: number, ended: number) => ({ begun: begun * 1000, ended: ended * 1000 });
const restart: Disturbance = { what: "restart", isSudden: false, begun: 12_000, ended: 20_000 };

describe("answers that the soak allows", () => {
  test.each([
    ["before a change", "stow", 8, 9, [undefined]],
    ["that lasts into a change", "stow", 8, 10.5, ["new", undefined]],
    ["that begins before the change is answered", "stow", 10.9, 15, ["new", undefined]],
    ["after an answered upload or deletion", "stow", 11, 11.1, ["new"]],
    ["3 seconds after C-STORE", "c-store", 13.9, 15, ["new", undefined]],
    ["later than 3 seconds after C-STORE", "c-store", 14, 15, ["new"]],
    ["within a second of a change of access", "access", 11.9, 12, ["new", undefined]],
    ["later than a second after a change of access", "access", 12, 12.1, ["new"]],
    ["a minute after a deletion that nobody has answered", "unsure delete", 71, 72, ["new", undefined]],
  ] as const)("the soak knows the possible answers to a reading %s (%s)", (_, way, begun, ended, values) => {
    expect(possible(historyOf(way), during(begun, ended), [])).toEqual(values);
  });

  test("the soak allows both states while a change has no answer", () => {
    const history = historyOf("stow");
    const unanswered = { value: "new", way: "stow", begun: 10_000, answered: undefined } as const;
    expect(possible([...startHistory<string | undefined>(undefined), unanswered], during(500, 501), [])).toHaveLength(
      2,
    );
    expect(possible(history, during(500, 501), [])).toEqual(["new"]);
  });

  test("the soak allows only the latest of several settled changes", () => {
    const history = historyOf("stow");
    history.push({ value: "newer", way: "stow", begun: 12_000, answered: 13_000 });
    expect(possible(history, during(14, 15), [])).toEqual(["newer"]);
    expect(possible(history, during(11.5, 12.5), [])).toEqual(["newer", "new"]);
  });
});

describe("the soak around a restart", () => {
  test("changes that nobody had to see before a restart are settled 5 seconds after it", () => {
    expect(possible(historyOf("c-store"), during(24.9, 25), [restart])).toHaveLength(2);
    expect(possible(historyOf("c-store"), during(25, 26), [restart])).toEqual(["new"]);
  });

  test("settled changes stay settled after a restart, except in the last second before a kill", () => {
    expect(possible(historyOf("stow"), during(13, 14), [restart])).toEqual(["new"]);
    const kill = { ...restart, isSudden: true };
    expect(possible(historyOf("stow"), during(13, 14), [kill])).toHaveLength(2);
    expect(possible(historyOf("stow", 10_900), during(13, 14), [kill])).toEqual(["new"]);
  });

  test("no change during a restart is settled while it lasts", () => {
    const lasting = { ...restart, ended: undefined };
    expect(possible(historyOf("c-store"), during(500, 501), [lasting])).toHaveLength(2);
  });
});
