import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callLua, callLuaMany } from "../../support/lua";

const MODULE = "shared.address";

const inRanges = async (address: string, ranges: string): Promise<unknown> =>
  (await callLua(MODULE, "isInRanges", address, ranges))[0];

describe("address ranges", () => {
  test.each([
    ["192.0.2.7", "192.0.2.0/24", true],
    ["192.0.3.7", "192.0.2.0/24", false],
    ["192.0.2.7", "192.0.2.7", true],
    ["192.0.2.7", "198.51.100.0/24,192.0.2.7/32", true],
    ["192.0.2.7", "0.0.0.0/0", true],
    ["192.0.2.7", "::/0", false],
    ["2001:db8::1", "2001:db8::/32", true],
    ["2001:db9::1", "2001:db8::/32", false],
    ["2001:db8:0:8000::1", "2001:db8:0:8000::/49", true],
    ["2001:db8:0:7fff::1", "2001:db8:0:8000::/49", false],
    ["::ffff:192.0.2.7", "192.0.2.0/24", true],
    ["192.0.2.7", "", false],
    ["unix:", "0.0.0.0/0,::/0", false],
  ])("address %s is in the ranges %s: %s", async (address, ranges, expected) => {
    expect(await inRanges(address, ranges)).toBe(expected);
  });

  test.each([
    ...["", "192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.1.5", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/024"],
    ...["192.0.2.1/24", "192.0.2.0/-1", "192.0.2.0/2/4", "2001:db8::/129", "2001:db8:::/32", "1::2::3", "2001:db8"],
    ...[":1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8:9", "g::", "::ffff:192.0.2.0/120", "fe80::1%eth0"],
    ...["1.2.3.4::", "example.org", " 192.0.2.1", "192.0.2.1,"],
  ])("%j is not an address range", async (text) => {
    expect(await callLua(MODULE, "parseRange", text)).toEqual([null]);
  });

  test("address ranges agree with Node's on any address and prefix", async () => {
    const ipv4 = fc.ipV4();
    const ipv6 = fc.ipV6().filter((address) => !address.toLowerCase().includes("ffff"));
    const cases = fc.sample(fc.tuple(fc.oneof(ipv4, ipv6), fc.nat(128), fc.oneof(ipv4, ipv6)), 500);
    const known = cases.map(([base, bits, address]) => {
      const isV6 = base.includes(":");
      const length = isV6 ? bits : bits % 33;
      const list = new BlockList();
      list.addSubnet(base, length, isV6 ? "ipv6" : "ipv4");
      const [isSame, other] = [address.includes(":") === isV6, address.includes(":") ? "ipv6" : "ipv4"] as const;
      return { base, length, address, expected: isSame && list.check(address, other) };
    });
    const parsed = await callLuaMany(
      known.map(({ base, length, address }) => ({
        module: MODULE,
        fn: "isInRanges",
        args: [address, masked(base, length)],
      })),
    );
    expect(parsed.map(([result]) => result)).toEqual(known.map(({ expected }) => expected));
    expect(known.some(({ expected }) => expected)).toBe(true);
  });
});

/** The range with all bits behind the prefix cleared, as the product wants it, in the long form. */
function masked(base: string, length: number): string {
  if (!base.includes(":")) {
    const value = base.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
    const kept = (value >> BigInt(32 - length)) << BigInt(32 - length);
    return `${[24n, 16n, 8n, 0n].map((shift) => (kept >> shift) & 255n).join(".")}/${length}`;
  }
  const groups = new URL(`http://[${base}]/`).hostname.slice(1, -1);
  const [head = "", tail] = groups.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const all = [...first, ...Array<string>(8 - first.length - last.length).fill("0"), ...last];
  const value = all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
  const kept = (value >> BigInt(128 - length)) << BigInt(128 - length);
  const text = kept.toString(16).padStart(32, "0");
  return `${(text.match(/.{4}/g) ?? []).join(":")}/${length}`;
}
