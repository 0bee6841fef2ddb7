import { expect, test } from "vitest";
import { callLuaMany } from "../../../support/lua";

const principal = {
  user: "zoë +1%",
  kind: "session",
  roles: "uploader",
  mustChangePassword: false,
  confirmedAt: 0,
  key: "k",
};
const OWN = encodeURIComponent(principal.user);

/** The reason for which a Store of a session or token is refused that names an account; undefined if it is not. */
async function refused(kind: "session" | "token", named: readonly (string | undefined)[]): Promise<unknown[]> {
  const calls = named.map((name) => ({
    module: "gateway.access.other-account",
    fn: "checkAccount",
    args: [{ ...principal, kind }, ...(name === undefined ? [] : [name])],
  }));
  return (await callLuaMany(calls)).map(([refusal]) => {
    const { status, reason } = (refusal ?? {}) as { status?: number; reason?: string };
    return status === undefined ? undefined : `${status} ${String(reason)}`;
  });
}

test("a Store that names the session's own account, or none, is not refused", async () => {
  expect(await refused("session", [OWN, undefined])).toEqual([undefined, undefined]);
});

test("a Store that names any other account than the session's is refused as one without a session", async () => {
  const others = ["ben", "", OWN.toUpperCase(), `${OWN}, ${OWN}`, `${OWN},ben`, ` ${OWN}`, "zo", "%", "%00"];
  expect(await refused("session", others)).toEqual(others.map(() => "401 other-account"));
});

test("the account that a token's Store names has no effect", async () => {
  expect(await refused("token", ["ben", OWN, ""])).toEqual([undefined, undefined, undefined]);
});
