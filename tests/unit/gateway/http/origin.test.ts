import { expect, test } from "vitest";
import { callLuaMany } from "../../../support/lua";

interface Own {
  readonly publicAuthority: string;
  readonly publicName: string;
  readonly secure: boolean;
}

const PORT: Own = { publicAuthority: "pacs.example.org:8443", publicName: "pacs.example.org", secure: true };
const PLAIN: Own = { publicAuthority: "[::1]:8080", publicName: "[::1]", secure: false };
const DEFAULT: Own = { publicAuthority: "pacs.example.org", publicName: "pacs.example.org", secure: true };

async function named(own: Own, hosts: readonly string[], withToken: boolean): Promise<string[]> {
  const calls = hosts.map((host) => ({ module: "gateway.http.origin", fn: "isOwn", args: [host, own, withToken] }));
  const answers = await callLuaMany(calls);
  return hosts.filter((_, at) => answers[at]?.[0] === true);
}

const HOSTS = [
  ...[
    "pacs.example.org",
    "pacs.example.org:8443",
    "pacs.example.org:443",
    "pacs.example.org:80",
    "[::1]",
    "[::1]:8080",
  ],
  ...["", ":8443", "pacs.example.org:", "pacs.example.org.", "pacs.example.org.evil.example", "xpacs.example.org"],
  ...[
    "pacs.example.org:8443@evil.example",
    "pacs.example.org, evil.example",
    "example.org",
    "[::1",
    "::1",
    "localhost",
  ],
];

test("a request without a token has to name the host and port of PUBLIC_URL", async () => {
  expect(await named(PORT, HOSTS, false)).toEqual(["pacs.example.org:8443"]);
  expect(await named(PLAIN, HOSTS, false)).toEqual(["[::1]:8080"]);
  expect(await named(DEFAULT, HOSTS, false)).toEqual(["pacs.example.org", "pacs.example.org:443"]);
});

test("a request with a token may name the host of PUBLIC_URL without its port, and no other host or port", async () => {
  expect(await named(PORT, HOSTS, true)).toEqual(["pacs.example.org", "pacs.example.org:8443"]);
  expect(await named(PLAIN, HOSTS, true)).toEqual(["[::1]", "[::1]:8080"]);
  expect(await named(DEFAULT, HOSTS, true)).toEqual(["pacs.example.org", "pacs.example.org:443"]);
});
