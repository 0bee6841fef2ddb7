import { describe, expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";

describe("the wait after wrong passwords", () => {
  test("the wait after wrong passwords is zero for five tries, then doubles from 5 s up to an hour", async () => {
    const counts = [0, 1, 4, 5, 6, 7, 8, 13, 14, 15, 16, 40, 100_000];
    const calls = counts.map((tries) => ({ module: "gateway.throttle.counters", fn: "delayAfter", args: [tries, 5] }));
    const waits = (await callLuaMany(calls)).flat();
    expect(waits).toEqual([0, 0, 0, 5, 10, 20, 40, 1280, 2560, 3600, 3600, 3600, 3600]);
  });

  test("the wait after wrong passwords is counted from the last try", async () => {
    const left = async (now: number): Promise<unknown> =>
      (await callLua("gateway.throttle.counters", "secondsToWait", 6, 5, 1000, now))[0];
    expect(await left(1000)).toBe(10);
    expect(await left(1009)).toBe(1);
    expect(await left(1010)).toBe(0);
    expect(await left(5000)).toBe(0);
    // The clock was put back.
    expect(await left(10)).toBe(10);
    expect(await callLua("gateway.throttle.counters", "secondsToWait", 4, 5, 1000, 10)).toEqual([0]);
  });
});

describe("addresses that stand for everybody", () => {
  const HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

  test.each([
    ["a container's default route", "eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\n", ["172.17.0.1"]],
    ["a network without a gateway", "eth1\t0000120A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n", []],
    ["a default route without a gateway", "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n", []],
    ["no route", "", []],
  ])("the address that stands for everybody is read from %s", async (_, lines, expected) => {
    const [found] = await callLua("gateway.throttle.shared-address", "gatewaysOf", HEAD + lines);
    expect(Object.values(found as object)).toEqual(expected);
  });
});

describe("counted addresses", () => {
  test.each([
    ["198.51.100.7", "198.51.100.7"],
    ["::ffff:198.51.100.7", "198.51.100.7"],
    ["2001:db8:1:2:3:4:5:6", "20010db800010002/64"],
    ["2001:db8:1:2::1", "20010db800010002/64"],
  ])("the address %s is counted as %s", async (address, place) => {
    expect(await callLua("gateway.throttle.known", "placeOf", address)).toEqual([place]);
  });
});
