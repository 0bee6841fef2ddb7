import { beforeAll, describe, expect, inject, test } from "vitest";
import { control } from "../support/control";
import { docker, until } from "../support/docker";
import { aroundChange, makePerson, newName, statusesEverywhere, statusOf, type Person } from "../support/people";
import { basic, bearer, INVALID, lastTaken, makeToken, refusalOf } from "../support/tokens";

const stack = inject("stack");
const studies = `${stack.url}/pacs/studies`;
let person: Person;

const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3600;

beforeAll(async () => {
  person = await makePerson(stack, "contributor");
});

describe("API token", () => {
  test("an API token has 256 random bits and is shown once, and the state holds only its hash", async () => {
    const { id, secret } = await makeToken(stack, person.name);
    expect(secret).toMatch(/^clt_[a-z2-9]{12}_[\w-]{43}$/);
    expect(secret).toContain(`clt_${id}_`);
    const { body } = await control<{ tokens: Record<string, unknown>[] }>(stack, "/tokens/list", {
      owner: person.name,
    });
    expect(body.tokens.find((token) => token["id"] === id)).toMatchObject({
      ...{ owner: person.name, name: "robot", permissions: ["view"], addresses: [], usedAt: 0, expired: false },
    });
    expect(JSON.stringify(body)).not.toContain(secret.slice(17));
  });

  test("an API token works as a Bearer token and as a Basic password, and its use is recorded", async () => {
    const { id, secret } = await makeToken(stack, person.name);
    for (const headers of [
      bearer(secret),
      { Authorization: `bearer ${secret}` },
      ...[basic("", secret), basic("anybody", secret), basic("Ünicode", secret)],
    ]) {
      expect.soft(await statusOf(studies, headers), headers["Authorization"]).toBe(200);
    }
    const used = await until("the use to be listed", async () => {
      const { body } = await control<{ tokens: { id: string; usedAt: number }[] }>(stack, "/tokens/list", {});
      const at = body.tokens.find((token) => token.id === id)?.usedAt ?? 0;
      return at > 0 ? at : undefined;
    });
    expect(used).toBeGreaterThan(Date.now() / 1000 - 60);
  });

  test("an API token may do what both it and its owner may, and nothing else", async () => {
    const { secret } = await makeToken(stack, person.name);
    expect(await statusOf(studies, bearer(secret))).toBe(200);
    expect(await refusalOf(`${stack.url}/pacs/studies/1.2.3`, bearer(secret))).toEqual([403, "token-limit", null]);
    expect(await refusalOf(`${stack.url}/pacs-admin/system`, bearer(secret))).toEqual([403, "role", null]);
    expect(await refusalOf(`${stack.url}/password`, bearer(secret))).toEqual([403, "person-only", null]);
    expect(await refusalOf(`${stack.url}/session`, bearer(secret))).toEqual([403, "person-only", null]);
  });

  test.each([
    ["a permission its owner does not have", { permissions: ["delete"] }, "bad-permissions"],
    ["a permission that does not exist", { permissions: ["everything"] }, "bad-permissions"],
    ["no permission", { permissions: [] }, "bad-permissions"],
    ["no name", { name: "" }, "bad-token-name"],
    ["a name of 61 letters", { name: "x".repeat(61) }, "bad-token-name"],
    ["a name that a terminal would act upon", { name: "x\u009b2J" }, "bad-token-name"],
    ["an end that has passed", { expiresAt: 1 }, "bad-expiry"],
    ["an end in two years", { expiresAt: Math.floor(Date.now() / 1000) + 2 * 366 * 86_400 }, "bad-expiry"],
    ["an invalid address range", { addresses: ["192.0.2.1/24"] }, "bad-addresses"],
    ["seventeen ranges", { addresses: Array<string>(17).fill("192.0.2.0/24") }, "bad-addresses"],
    ["an owner that does not exist", { owner: newName() }, "no-such-user"],
  ])("an API token with %s is refused", async (_, more, reason) => {
    const call = { owner: person.name, name: "robot", permissions: ["view"], expiresAt: inAnHour(), ...more };
    expect((await control(stack, "/tokens/create", call)).body["reason"]).toBe(reason);
  });

  test("an API token expires at its time, cached or not", async () => {
    const expiresAt = Math.floor(Date.now() / 1000) + 6;
    const { secret } = await makeToken(stack, person.name, { expiresAt });
    expect(await statusOf(studies, bearer(secret))).toBe(200);
    // Asked all the time, so that there is a verdict of the last second when it ends.
    expect(await lastTaken(studies, bearer(secret))).toBeLessThan(expiresAt + 1);
    expect(await refusalOf(studies, bearer(secret))).toEqual([401, "token-expired", INVALID]);
  });

  test("an API token's allowed addresses are checked at each request", async () => {
    const { body } = await control<{ sessions: { address: string }[] }>(
      ...([stack, "/sessions/list", { user: person.name }] as const),
    );
    const own = body.sessions[0]?.address ?? "";
    const here = await makeToken(stack, person.name, { addresses: ["203.0.113.0/24", `${own}/32`] });
    const elsewhere = await makeToken(stack, person.name, { addresses: ["203.0.113.0/24", "2001:db8::/32"] });
    expect(await statusesEverywhere(studies, bearer(here.secret))).toEqual([200]);
    for (let n = 0; n < 3; n += 1) {
      expect(await refusalOf(studies, bearer(elsewhere.secret))).toEqual([403, "token-address", null]);
    }
    const claimed = { ...bearer(elsewhere.secret), "X-Forwarded-For": "203.0.113.5", "X-Real-IP": "203.0.113.5" };
    expect(await statusOf(studies, claimed)).toBe(403);
  });
});

test("a token whose record has expired is no longer counted", async () => {
  const { id } = await makeToken(stack, person.name);
  const valkey = async (...words: readonly string[]): Promise<string> => {
    const script = 'REDISCLI_AUTH=$(cat /secrets/password) valkey-cli "$@"';
    return (await docker("exec", `${stack.project}-valkey-1`, "sh", "-c", script, "-", ...words)).stdout.trim();
  };
  const counted = async (): Promise<number> => Number(await valkey("ZCARD", `tokens:${person.name}`));
  const before = await counted();
  expect(await valkey("DEL", `token:${id}`)).toBe("1");
  expect((await control(stack, "/tokens/list", { owner: person.name })).status).toBe(200);
  expect(await counted()).toBe(before - 1);
  expect(await valkey("ZSCORE", "tokens", id)).toBe("");
});

describe("token changes, within a second on every worker", () => {
  test("a revoked token opens nothing within a second", async () => {
    const { id, secret } = await makeToken(stack, person.name);
    const revoke = async (): Promise<unknown> => control(stack, "/tokens/revoke", { id });
    expect(await aroundChange(studies, bearer(secret), revoke)).toEqual({ before: [200], after: [401] });
    expect(await refusalOf(studies, bearer(secret))).toEqual([401, "token-unknown", INVALID]);
    expect((await control(stack, "/tokens/revoke", { id })).body["reason"]).toBe("no-such-token");
  });

  test("a disabled owner's token opens nothing within a second, and opens again when the owner is enabled", async () => {
    const { secret } = await makeToken(stack, person.name);
    const [disable, enable] = ["/users/disable", "/users/enable"].map(
      (path) => async (): Promise<unknown> => control(stack, path, { name: person.name }),
    ) as [() => Promise<unknown>, () => Promise<unknown>];
    expect(await aroundChange(studies, bearer(secret), disable)).toEqual({ before: [200], after: [401] });
    expect(await aroundChange(studies, bearer(secret), enable)).toEqual({ before: [401], after: [200] });
  });

  test("a token loses a permission within a second when its owner does", async () => {
    const { secret } = await makeToken(stack, person.name);
    const setRoles = (roles: string[]): (() => Promise<unknown>) => {
      return async () => control(stack, "/users/roles", { name: person.name, roles });
    };
    const seen = await aroundChange(studies, bearer(secret), setRoles(["uploader"]));
    expect(seen).toEqual({ before: [200], after: [403] });
    await setRoles(["contributor"])();
  });

  test("a removed owner's token opens nothing within a second, even if a new account has the name", async () => {
    const owner = await makePerson(stack, "viewer");
    const { secret } = await makeToken(stack, owner.name);
    const replace = async (): Promise<void> => {
      await control(stack, "/users/remove", { name: owner.name });
      await control(stack, "/users/create", { name: owner.name, roles: ["viewer"] });
    };
    expect(await aroundChange(studies, bearer(secret), replace)).toEqual({ before: [200], after: [401] });
  });
});
